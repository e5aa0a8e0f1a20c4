import { expect, test } from 'vitest'
import { replayLine } from './replay-line.ts'

test.each([
  [['check', '--network', 'flannel-vxlan', '--runs', '5'], 'podnet replay a.yaml'],
  [
    ['check', '--provider', 'kind', '--image=mine:1', '--seed', '4'],
    'podnet replay a.yaml --provider kind --image=mine:1',
  ],
  [['check', '--cni-conf', 'my file', '--cni-bin', '/b'], "podnet replay a.yaml --cni-conf 'my file' --cni-bin /b"],
])('%j', (command, line) => {
  expect(replayLine('a.yaml', undefined, command)).toBe(line)
})

test('a running cluster says all of it', () => {
  expect(replayLine('a.yaml', 'demo', ['check', '--provider', 'kind'])).toBe('podnet replay a.yaml --cluster demo')
})
