import { expect, test } from 'vitest'
import { executeArguments } from './execute.ts'

const state = {
  containers: { node1: 'x-control-plane', node2: 'x-worker' },
  scenario: { pods: [{ name: 'a', nodeName: 'node2', hostNetwork: false, containers: [] }] },
  running: { a: { uid: '1', ips: ['10.244.2.5'], sandboxPid: 77 } },
}
const run = (place: Parameters<typeof executeArguments>[0], isTerminal = false) =>
  executeArguments(place, ['ip', 'addr'], state, 'x-external', isTerminal).join(' ')

test('in a Node, a Pod, and the host outside', () => {
  expect(run('node/node1', true)).toBe('exec --interactive --tty x-control-plane ip addr')
  expect(run('pod/a')).toBe('exec --interactive x-worker nsenter --net=/proc/77/ns/net -- ip addr')
  expect(run('external')).toBe('exec --interactive x-external ip addr')
})

test('what is not there is named', () => {
  expect(() => run('node/node9')).toThrow('no node node9')
  expect(() => run('pod/b')).toThrow('no Pod b')
})
