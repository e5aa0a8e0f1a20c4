import type { StartedCluster } from '../../../clusters/cluster.ts'
import { expect } from '../../../properties/model/expectation.ts'
import type { FlowReport } from '../../../properties/model/flow.ts'
import type { Probe } from '../../../properties/model/probe.ts'
import type { Scenario } from '../../../properties/model/scenario.ts'
import type { World } from '../../../properties/model/world.ts'
import { servedWorld } from '../../../properties/test-support/services.ts'
import { SimulatedCluster } from '../../../properties/test-support/simulated-calls.ts'
import type { Fault, FaultKind } from './fault.ts'

/** Addresses come anew with every scenario, as they may on a real cluster. */
export const worldOfModel = (scenario: Scenario): World => servedWorld('flannel-vxlan', scenario)

/** A probe that the fault breaks by the model, of the properties that show it; undefined without one. */
export function failing(world: World, { properties }: FaultKind, fault: Fault): Probe | undefined {
  const anybody = [...world.networkPods.map(({ ip }) => ip), ...world.topology.nodes.map(({ address }) => address)]
  // Cheaper than an expectation, and most probes are none of the fault's.
  const mayBreak = (probe: Probe): boolean =>
    (probe.target.service === undefined ? [probe.target.address] : anybody).some((server) =>
      fault.breaks(world, probe, server),
    )
  const isBroken = (probe: Probe): boolean => {
    const { allowed } = expect(world, probe)
    if (allowed.some(({ outcome }) => outcome !== 'answered')) return false
    return allowed.some(({ destination }) => fault.breaks(world, probe, destination?.address ?? probe.target.address))
  }
  for (const property of properties) {
    const found = property.probes?.(world).find((probe) => mayBreak(probe) && isBroken(probe))
    if (found !== undefined) return found
  }
  return undefined
}

/** Of a Flow that nobody looked at. */
const quiet = (): FlowReport => ({
  attempts: 0,
  answered: 0,
  failed: {},
  servers: [],
  changes: 0,
  longestGap: { fromMs: 0, toMs: 0 },
})

const impossible = (): never => {
  throw new Error('nothing of this cluster exists')
}

/** A cluster that is the model with a fault: what it breaks gets no answer. Counts nothing and takes no time. */
export function modelCluster(fault: Fault, start: Scenario): StartedCluster {
  let world = worldOfModel(start)
  const calls = new SimulatedCluster((probe, { server }) =>
    fault.breaks(world, probe, server?.local.address ?? probe.target.address) ? { outcome: 'timed-out' } : undefined,
  )
  const observe = async (probes: readonly Probe[]) => probes.map((probe) => calls.observe(world, probe))
  return {
    name: 'model',
    network: world.network,
    topology: world.topology,
    get scenario() {
      return world.scenario
    },
    disturbances: [],
    status: () => world.status,
    apply: async (scenario) => {
      world = worldOfModel(scenario)
      return world.status
    },
    probe: observe,
    compare: observe,
    capture: async (_, action) => ({ frames: [], droppedFrames: 0, result: await action() }),
    structure: async () => ({}),
    clusterFacts: async () => undefined,
    pauseDaemon: async () => undefined,
    read: impossible,
    keepFlowing: async (flows, action) => ({
      traffic: { reports: flows.map(quiet), longestPauseMs: 0 },
      result: await action(),
    }),
    disturb: async () => {},
    execute: impossible,
    detach: async () => {},
    stop: async () => {},
  }
}
