import { expect, test } from 'vitest'
import type { RunRecord } from '../properties/model/run-record.ts'
import { noColours } from './colours.ts'
import {
  counterexample,
  counts,
  profileResult,
  refutedProfile,
  runRecord,
  unsupportedProfile,
} from './records.fixture.ts'
import { terminal } from './terminal.ts'

function rendered(record: RunRecord, colours = noColours): string {
  return terminal.render(record, { folder: 'podnet-runs/x', colours })
}

test('a healthy run: one line per network, totals, and how to repeat it', () => {
  expect(rendered(runRecord([profileResult(), unsupportedProfile()]))).toMatchInlineSnapshot(`
    "holds         flannel-vxlan/none/ipv4  3 cases, 3 Nodes (max 5), 14 Pods (max 61), 8,400 pairs, 22,000 probes, 31,000 checks, 2 rules, 4.2 s
    unsupported   flannel-ipip/none/ipv4   ipip: the kernel has no module ipip

    2 networks (1 holds, 1 unsupported), 3 cases, 3 Nodes (max 5), 14 Pods (max 61), 8,400 pairs, 22,000 probes, 31,000 checks, 2 rules, 1 min 05 s
    run folder: podnet-runs/x
    holds: nothing seen contradicts the model; replay the run: podnet check --network flannel-vxlan --seed 42
    "
  `)
})

test('a refuted run: the counterexample first, its first line one sentence', () => {
  const record = runRecord([refutedProfile()], { verdict: 'refuted', exitCode: 1 })
  expect(rendered(record)).toMatchInlineSnapshot(`
    "refuted  pod/a@node1 (10.244.1.5) -> pod/b@node2 (10.244.2.7) TCP 8080: source seen 172.30.0.11, expected 10.244.1.5; 3 of 3 attempts; 6 of 6 node1 -> node2, 0 of 24 others
      property  pods-reach-pods-without-nat: Every Pod reaches every other Pod at its IP.
      rule      pod-to-pod-other-node: A Pod reaches a Pod of another Node; address and port arrive unchanged. (datapath 2.1)
      where     flannel-vxlan, case 3, 2 Nodes, 4 Pods; 6 of 30 checks of this rule refuted
      also      pod/a -> pod/c; pod/a -> pod/d; pod/a -> pod/e and 2 more
      replay    podnet replay podnet-runs/x/flannel-vxlan-case3.yaml

    refuted       flannel-vxlan/none/ipv4  3 cases, 3 Nodes (max 5), 14 Pods (max 61), 8,400 pairs, 22,000 probes, 31,000 checks, 2 rules, 4.2 s, 6 checks refuted

    1 network (1 refuted), 3 cases, 3 Nodes (max 5), 14 Pods (max 61), 8,400 pairs, 22,000 probes, 31,000 checks, 2 rules, 1 min 05 s
    to run a failure first from now on, copy its scenario file to properties/corpus/ or to the folder of --corpus
    run folder: podnet-runs/x
    refuted: the network does not do what the model says; replay the run: podnet check --network flannel-vxlan --seed 42
    "
  `)
})

test('what is short enough for a line can be replayed without the file', () => {
  const record = runRecord([refutedProfile([counterexample({ pasted: 'podnet replay podnet1:eNq_-' })])])
  expect(rendered(record)).toMatch(
    /\n {2}replay {4}podnet replay \S+\.yaml\n {2}or paste {2}podnet replay podnet1:eNq_-\n/,
  )
})

test('an inconclusive run that was cut short', () => {
  const profile = profileResult({
    verdict: 'inconclusive',
    cases: 1,
    nodesPerCase: [3],
    podsPerCase: [14],
    checks: counts({ holds: 30_000, inconclusive: 12 }),
    reasons: ['the agent of node2 did not answer within 10 s'],
  })
  const record = runRecord([profile], { verdict: 'inconclusive', exitCode: 130, interruptedBy: 'SIGINT' })
  expect(rendered(record)).toMatchInlineSnapshot(`
    "inconclusive  flannel-vxlan/none/ipv4  1 of 3 cases, 3 Nodes, 14 Pods, 8,400 pairs, 22,000 probes, 30,012 checks, 2 rules, 4.2 s, 12 checks undecided; the agent of node2 did not answer within 10 s

    1 network (1 inconclusive), 1 case, 3 Nodes, 14 Pods, 8,400 pairs, 22,000 probes, 30,012 checks, 2 rules, 1 min 05 s
    run folder: podnet-runs/x
    inconclusive: nothing was refuted, but not everything could be decided; ended early: SIGINT; replay the run: podnet check --network flannel-vxlan --seed 42
    "
  `)
})

test('known defects are told apart from refutations, seen or not', () => {
  const defects = [
    { id: 'd1', title: 'times out', occurred: 12, seen: 12 },
    { id: 'd2', title: 'is not masqueraded', occurred: 1, seen: 0 },
    { id: 'd3', title: 'never came up', occurred: 0, seen: 0 },
  ]
  const explained = counterexample({ defect: 'd1' })
  const text = rendered(runRecord([profileResult({ defects, counterexamples: [explained] })]))
  expect(text).toContain('known defect d1 seen 12 of 12 times: times out')
  expect(text).toContain('known defect d2 NOT seen although its conditions occurred 1 time: is not masqueraded')
  expect(text).not.toContain('d3')
  expect(text).not.toContain('refuted')
})

test('three counterexamples are told in full, nine in a sentence each, the others are counted', () => {
  const many = Array.from({ length: 14 }, (_, index) => counterexample({ subject: `subject${index}` }))
  const text = rendered(runRecord([refutedProfile(many)], { verdict: 'refuted' }))
  expect(text.match(/^refuted {2}subject/gm)).toHaveLength(12)
  expect(text.match(/^ {2}rule {6}/gm)).toHaveLength(3)
  expect(text).toContain('and 2 more counterexamples in run.json')
})

test('a flaky refutation says so', () => {
  const flaky = counterexample({ persistence: 'flaky', attempts: { failed: 1, made: 3 } })
  expect(rendered(runRecord([refutedProfile([flaky])]))).toContain('; 1 of 3 attempts; flaky; 6 of 6')
})

test('colours come from outside', () => {
  const colours = { ...noColours, green: (text: string) => `<${text.trim()}>` }
  expect(rendered(runRecord([profileResult()]), colours)).toContain('<holds>')
})
