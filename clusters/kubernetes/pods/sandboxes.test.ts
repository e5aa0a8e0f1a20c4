import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { run } from '../../host/process.ts'
import { parseSandboxes, sandboxCommand } from './sandboxes.ts'

const folder = mkdtempSync(join(tmpdir(), 'podnet-proc-'))
afterAll(() => rmSync(folder, { recursive: true }))

const uids = ['1c7322d0-19b1-4768-9dc9-bf1cee4bb564', '2d8433e1-2ac2-4879-8eda-c02dff5cc675'] as const
const underscored = uids[1].replaceAll('-', '_')

function addProcess(pid: number, startTime: number, cgroups: string[], state = 'S'): void {
  mkdirSync(join(folder, `${pid}`))
  writeFileSync(join(folder, `${pid}`, 'cgroup'), `${cgroups.join('\n')}\n`)
  const before = Array.from({ length: 18 }, () => '0').join(' ')
  writeFileSync(join(folder, `${pid}`, 'stat'), `${pid} (a name) in) ${state} ${before} ${startTime} 0\n`)
}

test("a Pod's oldest process is found in the control groups of every runtime", async () => {
  const systemd = `kubepods-besteffort.slice/kubepods-besteffort-pod${underscored}.slice`
  const plain = `kubepods/burstable/pod${uids[0]}`
  addProcess(1, 1, ['0::/init.scope'])
  // Version 1, below the kubelet's own folders; the younger process has the smaller number.
  addProcess(30, 900, [`9:memory:/${plain}/c0ffee`, `8:pids:/${plain}/c0ffee`])
  addProcess(812, 500, [`9:memory:/${plain}/5a`, `8:pids:/${plain}/5a`])
  addProcess(813, 100, [`9:memory:/${plain}/5a`], 'Z')
  // Version 2, CRI-O, seen from a control group namespace beside it.
  addProcess(1020, 700, [`0::/../../../kubepods.slice/${systemd}/crio-5e.scope`])

  // One that ends while it is read: reading what can be opened fails.
  addProcess(1500, 900, [`9:memory:/${plain}/5a`])
  rmSync(join(folder, '1500', 'stat'))
  mkdirSync(join(folder, '1500', 'stat'))

  const [command = '', ...args] = sandboxCommand('node1', folder).argv
  const result = await run(command, args)
  const found = parseSandboxes({ ...result, exitCode: result.exitCode ?? -1 })
  expect(found.sort((one, other) => one.pid - other.pid)).toEqual([
    { podUid: uids[0], pid: 812 },
    { podUid: uids[1], pid: 1020 },
  ])
})

test('a Node whose processes cannot be seen is an error, not an empty Node', async () => {
  const [command = '', ...args] = sandboxCommand('node1', join(folder, 'nowhere')).argv
  const result = await run(command, args)
  expect(() => parseSandboxes({ ...result, exitCode: result.exitCode ?? -1 })).toThrow('nowhere')
})

test('the command runs in the Node', () => {
  expect(sandboxCommand('node2').place).toBe('node/node2')
})
