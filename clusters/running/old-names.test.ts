import { expect, test } from 'vitest'
import type { Probe } from '../../properties/model/probe.ts'
import type { ClusterDns } from '../../properties/model/services/dns/cluster-dns.ts'
import { oldNames } from './old-names.ts'

const { signal } = new AbortController()
const asking = [{ query: { name: 'a.cluster.local', type: 'A' } }] as Probe[]

/** How long it waits before names are asked for, `afterMs` after a change. */
async function waited(keptSeconds: number | undefined, probes: Probe[], afterMs: number): Promise<number> {
  let now = 50_000
  let waitedMs = 0
  const names = oldNames({
    nowMs: () => now,
    wait: async (ms) => {
      waitedMs += ms
      now += ms
    },
  })
  now += 60_000
  names.changed()
  now += afterMs
  const dns = { ...(keptSeconds !== undefined && { keptSeconds }) } as ClusterDns
  await names.settle(dns, probes, signal)
  await names.settle(dns, probes, signal)
  return waitedMs
}

test('names are asked for once no old answer may be kept any more, and once only', async () => {
  expect(await waited(30, asking, 2_000)).toBe(29_000)
  expect(await waited(30, asking, 31_000)).toBe(0)
})

test('nobody waits where nothing is kept, or no name is asked for', async () => {
  expect(await waited(undefined, asking, 0)).toBe(0)
  expect(await waited(30, [{} as Probe], 0)).toBe(0)
})
