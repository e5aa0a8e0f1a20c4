import { expect, test } from 'vitest'
import { parseSandboxes, sandboxCommand } from './sandboxes.ts'

test('one line per sandbox', () => {
  const stdout = 'pod1 5f-6 812\npod2 7a-8 1020\n'
  expect(parseSandboxes({ exitCode: 0, stdout, stderr: '' })).toEqual([
    { podName: 'pod1', podUid: '5f-6', pid: 812 },
    { podName: 'pod2', podUid: '7a-8', pid: 1020 },
  ])
  expect(parseSandboxes({ exitCode: 0, stdout: '', stderr: '' })).toEqual([])
})

test('a Node without containerd is an error, not an empty Node', () => {
  expect(() => parseSandboxes({ exitCode: 1, stdout: '', stderr: 'no such folder' })).toThrow('no such folder')
})

test('the command runs in the Node', () => {
  expect(sandboxCommand('node2').place).toBe('node/node2')
})
