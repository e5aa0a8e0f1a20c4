import { expect, test } from 'vitest'
import type { RunRecord } from '../properties/model/run-record.ts'
import { noColours } from './colours.ts'
import { junit } from './junit.ts'
import {
  counterexample,
  counts,
  profileResult,
  refutedProfile,
  runRecord,
  unsupportedProfile,
} from './records.fixture.ts'

function rendered(record: RunRecord): string {
  return junit.render(record, { folder: 'podnet-runs/x', colours: noColours })
}

/** Names of elements left open, or closed without being open; empty when the text is well-formed as far as tags go. */
function unbalanced(xml: string): string[] {
  const open: string[] = []
  const markup = xml.replace(/<!\[CDATA\[.*?\]\]>/gs, '').replace(/<\?.*?\?>/g, '')
  const tag = /<(\/?)([\w.-]+)(?:\s+[\w.:-]+="[^"<]*")*\s*(\/?)>/g
  expect(markup.replace(tag, '')).not.toMatch(/[<>]/)
  expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|apos|#\w+);)/)
  for (const [, close, name = '', selfClosing] of markup.matchAll(tag)) {
    if (close === '/') {
      if (open.pop() !== name) return [name]
    } else if (selfClosing !== '/') open.push(name)
  }
  return open
}

test('one suite per profile, one case per property, with seed, profile and versions', () => {
  const xml = rendered(runRecord([profileResult()]))
  expect(unbalanced(xml)).toEqual([])
  expect(xml).toContain(
    '<testsuite name="flannel-vxlan/none/ipv4" timestamp="2026-01-02T03:04:05.000Z" time="4.2" tests="2"',
  )
  expect(xml).toContain('<testcase classname="flannel-vxlan/none/ipv4" name="every-pod-has-its-own-ip"/>')
  expect(xml).toContain('<property name="seed" value="42"/>')
  expect(xml).toContain('<property name="profile" value="flannel-vxlan/none/ipv4"/>')
  expect(xml).toContain('<property name="version.kernel" value="6.18.0"/>')
})

test('a refuted property fails with the first sentence, its body repeats the case', () => {
  const xml = rendered(runRecord([refutedProfile()]))
  expect(unbalanced(xml)).toEqual([])
  expect(xml).toContain('tests="2" failures="1" errors="0" skipped="0"')
  expect(xml).toMatch(/<failure message="pod\/a@node1 \(10\.244\.1\.5\) -(&gt;|>) pod\/b@node2/)
  expect(xml).toContain('replay    podnet replay podnet-runs/x/flannel-vxlan-case3.yaml')
})

test('who has the report alone can replay what is short enough for a line', () => {
  const xml = rendered(runRecord([refutedProfile([counterexample({ pasted: 'podnet replay podnet1:eNq_-' })])]))
  expect(xml).toContain('case3.yaml\nor paste  podnet replay podnet1:eNq_-')
})

test('characters that XML cannot hold are dropped, and a CDATA end is no end', () => {
  const odd = counterexample({ observed: 'odd \u0000 \u001b[31m & < ]]> ]]> "quoted"' })
  const xml = rendered(runRecord([refutedProfile([odd])]))
  expect(unbalanced(xml)).toEqual([])
  expect(xml).not.toContain('\u0000')
  expect(xml).not.toContain('\u001b')
})

test('an unsupported profile is skipped, with the reason', () => {
  const xml = rendered(runRecord([unsupportedProfile()]))
  expect(unbalanced(xml)).toEqual([])
  expect(xml).toContain('tests="1" failures="0" errors="0" skipped="1"')
  expect(xml).toContain('ipip: the kernel has no module ipip')
})

test('an unsupported profile is an error where it makes the run inconclusive', () => {
  const xml = rendered(runRecord([profileResult(), unsupportedProfile()], { verdict: 'inconclusive', exitCode: 2 }))
  expect(unbalanced(xml)).toEqual([])
  expect(xml).toContain('tests="1" failures="0" errors="1" skipped="0"')
  expect(xml).toContain('<error message="ipip: the kernel has no module ipip" type="inconclusive"/>')
})

test.each([
  [[], 'SIGINT', 'ended early: SIGINT'],
  [[profileResult()], undefined, 'the run was not finished'],
])('a run that no profile shows to be inconclusive is an error of its own', (profiles, interruptedBy, words) => {
  const xml = rendered(runRecord(profiles, { verdict: 'inconclusive', ...(interruptedBy && { interruptedBy }) }))
  expect(unbalanced(xml)).toEqual([])
  expect(xml).toContain('<testsuite name="podnet"')
  expect(xml).toContain(`<error message="${words}" type="inconclusive"/>`)
})

test('what could not be decided is an error, with the reason', () => {
  const properties = { 'full-size-packets-arrive': counts({ inconclusive: 2 }) }
  const reasons = ['agent gone']
  const xml = rendered(runRecord([profileResult({ verdict: 'inconclusive', reasons, properties })]))
  expect(xml).toContain('<error message="2 of 102 checks undecided; agent gone" type="inconclusive"/>')
  expect(xml).toContain('tests="1" failures="0" errors="1"')
})

test('an inconclusive profile without an inconclusive property is an error of the run', () => {
  const xml = rendered(runRecord([profileResult({ verdict: 'inconclusive', reasons: ['1 of 3 cases were made'] })]))
  expect(xml).toContain('name="run"')
  expect(xml).toContain('<error message="1 of 3 cases were made" type="inconclusive"/>')
})

test('a healthy profile without checks adds nothing', () => {
  expect(rendered(runRecord([profileResult({ properties: {} })]))).toContain('tests="0" failures="0" errors="0"')
})

test('a property whose refutations known defects explain passes', () => {
  const properties = { 'nodes-and-pods-reach-each-other': counts({ holds: 0, knownDefects: 5 }) }
  const xml = rendered(runRecord([profileResult({ properties })]))
  expect(xml).toContain('tests="1" failures="0" errors="0" skipped="0"')
})
