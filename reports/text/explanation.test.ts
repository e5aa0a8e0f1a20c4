import { expect, test } from 'vitest'
import type { Explanation, Hop } from '../../properties/model/explanation.ts'
import { explanationLines, walkLines } from './explanation.ts'

const hop = (state: Hop['state'], hop: string, changes: Partial<Hop> = {}): Hop => ({
  direction: 'forward',
  hop,
  place: 'node/node1',
  object: `${hop} of it`,
  expected: 'this',
  actual: 'that',
  command: 'show',
  state,
  ...changes,
})

const broken = hop('broken', 'route')
const explanation: Explanation = {
  subject: 'a -> b',
  sentence: 'It is the route.',
  broken,
  pattern: ['UDP: as expected'],
  hops: [
    hop('ok', 'port'),
    hop('ok', 'bridge'),
    hop('seen', 'frames', { object: 'cni0 in' }),
    broken,
    hop('not seen', 'frames', { object: 'eth0 out' }),
    hop('ok', 'listener', { place: 'pod/b', direction: 'reverse' }),
    hop('not seen', 'frames', { object: 'eth0 in', direction: 'reverse' }),
  ],
  notes: ['something else'],
  evidence: 'evidence/a.json',
}

test('in short: what is as it should be together, up to where the packet was lost', () => {
  expect(explanationLines(explanation)).toEqual([
    'It is the route.',
    '  UDP: as expected',
    '  ok        ->  node/node1  port, bridge',
    '  seen      ->  node/node1  cni0 in',
    '  broken    ->  node/node1  route: route of it: expected this, found that',
    '  not seen  ->  node/node1  eth0 out',
    '  and 2 further hops',
    '  note: something else',
    '  evidence: evidence/a.json',
  ])
})

test('as a whole: both ways to the end', () => {
  expect(walkLines(explanation, true).slice(-2)).toEqual([
    'ok        <-  pod/b       listener',
    'not seen  <-  node/node1  eth0 in',
  ])
})

test('a broken hop behind the last sighting is shown as well', () => {
  const late = hop('broken', 'source', { direction: 'reverse', object: 'late' })
  expect(walkLines({ ...explanation, hops: [...explanation.hops, late], broken: late }).at(-1)).toContain('late')
})
