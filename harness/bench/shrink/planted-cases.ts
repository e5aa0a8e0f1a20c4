import type { Scenario } from '../../../properties/model/scenario.ts'
import { servedWorld } from '../../../properties/test-support/services.ts'
import type { Fault, FaultKind } from './fault.ts'
import { type Drawn, drawLarge } from './large-scenario.ts'
import { failing, worldOfModel } from './model-cluster.ts'
import { nodeFaults } from './node-faults.ts'
import { podFaults } from './pod-faults.ts'
import { serviceFaults } from './service-faults.ts'

/** A large scenario and a fault that shows in it. */
export interface PlantedCase extends Drawn {
  kind: FaultKind
  fault: Fault
}

const kinds = [...nodeFaults, ...podFaults, ...serviceFaults]

/** So many cases, kind after kind; the same seed gives the same ones. */
export function plantedCases(number: number, seed: number): PlantedCase[] {
  const drawn = drawLarge(seed)
  return Array.from({ length: number }, (_, index) => {
    const kind = kinds[index % kinds.length] as FaultKind
    for (;;) {
      const { value } = drawn.next() as { value: Drawn }
      const fault = faultIn(value.scenario, kind, value.seed)
      if (fault !== undefined) return { ...value, kind, fault }
    }
  })
}

/** Undefined where the scenario has no subject for it, or no probe shows it by the model. */
function faultIn(scenario: Scenario, kind: FaultKind, seed: number): Fault | undefined {
  const world = servedWorld('flannel-vxlan', scenario)
  let turn = seed
  const pick = <T>(of: readonly T[]): T | undefined => {
    turn = (Math.imul(turn, 1_103_515_245) + 12_345) >>> 1
    return of[turn % of.length]
  }
  const fault = kind.make(world, pick)
  return fault !== undefined && failing(worldOfModel(scenario), kind, fault) !== undefined ? fault : undefined
}
