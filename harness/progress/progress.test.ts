import { expect, test } from 'vitest'
import { noColours } from '../../reports/colours.ts'
import { counts, profileResult, unsupportedProfile } from '../../reports/records.fixture.ts'
import type { Printer } from '../print.ts'
import { createProgress } from './progress.ts'

function told(isLive: boolean): string[] {
  const lines: string[] = []
  const printer: Printer = {
    data: (text) => void lines.push(`data ${text}`),
    talk: (text) => void lines.push(text),
    complain: (text) => void lines.push(`complain ${text}`),
    live: (line) => void lines.push(`live ${line}`),
    isLive,
    dataColours: noColours,
    talkColours: noColours,
  }
  const progress = createProgress(printer)
  progress.profileStarted('flannel-vxlan', 12)
  for (const index of [0, 9, 11]) {
    const refuted = index === 9 ? 2 : 0
    const event = { profile: 'flannel-vxlan', index, casesPlanned: 12, nodes: 3, pods: 1, probes: 1234 }
    progress.caseFinished({ ...event, counts: counts({ refuted }), durationMs: 180 })
  }
  progress.shrinking('making it smaller')
  progress.note('cut short')
  progress.profileFinished(profileResult())
  progress.profileFinished(unsupportedProfile())
  return lines
}

test('elsewhere: a line at the start, after ten cases and at the end', () => {
  expect(told(false)).toEqual([
    'flannel-vxlan: 12 cases',
    'flannel-vxlan: case 10 of 12, 3 Nodes, 1 Pod, 1,234 probes, 180 ms, 2 refuted',
    'cut short',
    'flannel-vxlan/none/ipv4: holds, 3 cases, 4.2 s',
    'flannel-ipip/none/ipv4: unsupported: ipip: the kernel has no module ipip',
  ])
})

test('on a terminal: one live line, replaced by a line for the network', () => {
  expect(told(true)).toEqual([
    'live flannel-vxlan: case 1 of 12',
    'live flannel-vxlan: case 1 of 12, 3 Nodes, 1 Pod, 1,234 probes, 180 ms',
    'live flannel-vxlan: case 10 of 12, 3 Nodes, 1 Pod, 1,234 probes, 180 ms, 2 refuted',
    'live flannel-vxlan: case 12 of 12, 3 Nodes, 1 Pod, 1,234 probes, 180 ms',
    'live making it smaller',
    'cut short',
    'live ',
    'flannel-vxlan/none/ipv4: holds, 3 cases, 4.2 s',
    'live ',
    'flannel-ipip/none/ipv4: unsupported: ipip: the kernel has no module ipip',
  ])
})
