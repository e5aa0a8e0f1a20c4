import { expect, test } from 'vitest'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { smallestOfRule4 } from './rule-4.fixture.ts'

test('rule 4 of the real flannel takes one Pod, and is named', { timeout: 600_000 }, async () => {
  const { shrunk, explanation } = await smallestOfRule4(makeKindProvider(), AbortSignal.timeout(580_000))
  expect(shrunk).toMatchObject({ minimal: true, scenario: { pods: [{}] } })
  expect(explanation.broken?.object).toMatch(/flannel-ipv4\/postrtg: .*ip saddr != .* return$/)
})
