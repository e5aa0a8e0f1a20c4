import { expect, test } from 'vitest'
import { dropsInvalid } from './drops-invalid.ts'

test.each([
  [
    '-A KUBE-FORWARD -m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP',
    true,
  ],
  ['-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP', true],
  ['\tchain filter-forward {\n\t\tct state invalid counter drop\n\t}', true],
  ['-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT', false],
  ['-A FORWARD -j KUBE-FORWARD', false],
])('%j', (rules, drops) => {
  expect(dropsInvalid(rules)).toBe(drops)
})
