import { expect, test } from 'vitest'
import { labProvider } from '../../clusters/lab/provider.ts'
import { smallestOfRule4 } from './rule-4.fixture.ts'

test('rule 4 of flannel’s nftables mode takes one Pod, and is named', { timeout: 120_000 }, async () => {
  const { shrunk, explanation } = await smallestOfRule4(labProvider, AbortSignal.timeout(110_000))
  expect(shrunk).toMatchObject({ minimal: true, scenario: { pods: [{}] } })
  expect(explanation.broken?.object).toMatch(/^ip flannel-ipv4\/postrtg: ip saddr != .* return$/)
})
