import { expect, test } from 'vitest'
import type { CommandResult } from '../agent/protocol.ts'
import type { Agents } from '../agents/agents.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { settle } from './settle.ts'

const podRanges = Object.fromEntries(exampleTopology.nodes.map(({ name, podCIDR }) => [name, [podCIDR]]))

/** How often the Nodes' routes are read, when each reading shows the next of these tables. */
async function readings(...tables: string[][]): Promise<number> {
  let made = 0
  const run = async (commands: ReadonlyMap<string, unknown>) => {
    const stdout = JSON.stringify((tables[made++] ?? []).map((dst) => ({ dst })))
    return new Map(
      [...commands.keys()].map((host): [string, CommandResult[]] => [host, [{ exitCode: 0, stdout, stderr: '' }]]),
    )
  }
  await settle(
    { run } as unknown as Agents,
    exampleTopology,
    { podRanges, tunnelAddresses: {} },
    AbortSignal.timeout(10_000),
  )
  return made
}

const each = exampleTopology.nodes.map(({ podCIDR }) => podCIDR)

test('every range of the others has a route', async () => {
  expect(await readings(each.slice(1), each)).toBe(2)
})

test('one route into the whole Pod range is enough, a default route or a wider one is not', async () => {
  expect(await readings(['default', '10.0.0.0/8'], ['10.244.0.0/16'])).toBe(2)
})
