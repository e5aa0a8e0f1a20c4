import { expect, test } from 'vitest'
import { cellsOf } from '../../properties/coverage/cells.ts'
import { healthyStatus } from '../../properties/coverage/healthy-status.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { makeWorld } from '../../properties/model/world.ts'
import { servicesAnswerEveryClient } from '../../properties/services-answer-every-client.ts'
import { drawScenario, drawTopology } from './seeds.ts'
import { steeredScenarios } from './steer.ts'

const bounds = { maxPodsPerNode: 4, services: 4 }
const topologyOf = (seed: number) => (index: number) =>
  drawTopology(flannelVxlan, seed, Math.floor(index / 5), undefined)
const source = (seed: number) => ({ network: flannelVxlan, seed, bounds, first: 0, topologyOf: topologyOf(seed) })

test('a case made alone is the case of the run', () => {
  const all = steeredScenarios(source(3))
  const inTurn = Array.from({ length: 12 }, (_, index) => all(index))
  expect(steeredScenarios(source(3))(11)).toEqual(inTurn[11])
  expect(steeredScenarios(source(3))(4)).toEqual(inTurn[4])
})

test('every second case is as drawn', () => {
  const all = steeredScenarios(source(3))
  for (const index of [0, 2, 4]) {
    const topology = topologyOf(3)(index)
    expect(all(index)).toEqual(drawScenario(flannelVxlan, topology, 3, index, bounds))
  }
})

test('steered cases fill more cells than as many that are not', { timeout: 60_000 }, () => {
  const cases = 10
  const cells = (seed: number, scenarioOf: (index: number) => Scenario): number => {
    const filled = new Set<string>()
    for (let index = 0; index < cases; index += 1) {
      const [topology, scenario] = [topologyOf(seed)(index), scenarioOf(index)]
      const status = healthyStatus(flannelVxlan, topology, scenario, 'iptables')
      const world = makeWorld(flannelVxlan, topology, scenario, status)
      for (const probe of servicesAnswerEveryClient.probes?.(world) ?? [])
        for (const cell of cellsOf(world, probe)) filled.add(cell)
    }
    return filled.size
  }
  const plain = (seed: number) => (index: number) =>
    drawScenario(flannelVxlan, topologyOf(seed)(index), seed, index, bounds)
  const gains = [1, 2, 3, 4, 5].map((seed) => [cells(seed, steeredScenarios(source(seed))), cells(seed, plain(seed))])
  const sum = (at: number) => gains.reduce((soFar, gain) => soFar + (gain[at] ?? 0), 0)
  expect(sum(0)).toBeGreaterThan(sum(1) * 1.1)
})
