import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageNames } from '../clusters/kind/images/versions.ts'

/** A real flanneld and etcd out of the images that `podnet images build` made, in the lab. */
const folder = mkdtempSync(join(tmpdir(), 'podnet-flanneld-'))
afterAll(() => rmSync(folder, { recursive: true }))

beforeAll(async () => {
  const etcd = await execa('docker', ['images', '--quiet', 'podnet/etcd'])
  await take(imageNames.flannel, '/opt/bin/flanneld')
  await take(etcd.stdout.split('\n')[0] ?? '', '/usr/local/bin/etcd')
})

/** Copies a file of an image into the folder. */
async function take(image: string, path: string): Promise<void> {
  const { stdout: container } = await execa('docker', ['create', image, 'unused'])
  await execa('docker', ['cp', `${container}:${path}`, folder])
  await execa('docker', ['rm', container])
}

const check = (flanneld: string, ...networks: string[]) => {
  const programs = ['--flanneld', flanneld, '--etcd', join(folder, 'etcd')]
  const shape = ['--network', networks.join(','), '--runs', '1', '--nodes', '3', '--pods', '2']
  return execa(
    process.execPath,
    [join(import.meta.dirname, 'cli.ts'), 'check', ...programs, ...shape, '--quiet', '--out', join(folder, 'run')],
    { reject: false, env: { NO_COLOR: '1' } },
  )
}

/** Processes that run a program of the folder. */
const running = () =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${folder}/`)
    } catch {
      return false
    }
  })

/** flannel-udp is what nobody but flanneld can bring up. */
const networks = ['flannel-vxlan', 'flannel-host-gw', 'flannel-udp']

test('every property of flannel’s networks holds with the real daemon, and it ends with its cluster', async () => {
  const { exitCode, stdout, stderr } = await check(join(folder, 'flanneld'), ...networks)
  expect(stdout).toContain('3 networks (3 holds)')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(running()).toEqual([])
})

test('a daemon that does not do its work is named with its last words', async () => {
  const { exitCode, stderr } = await check('/bin/ls', 'flannel-vxlan')
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/\/bin\/ls on node1: .*; its last words:\n\/bin\/ls: unrecognized option '--ip-masq'/)
  expect(running()).toEqual([])
})

test('a cluster that a daemon brought up is checked without naming the daemon again', async () => {
  const podnet = (...argv: string[]) =>
    execa(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...argv], { reject: false, env: { NO_COLOR: '1' } })
  const name = `flanneld-${process.pid}`
  const programs = ['--flanneld', join(folder, 'flanneld'), '--etcd', join(folder, 'etcd')]
  const created = await podnet('cluster', 'create', name, '--network', 'flannel-udp', ...programs, '--nodes', '2')
  expect(created.exitCode, created.stderr).toBe(0)
  const checked = await podnet('check', '--cluster', name, '--runs', '1', '--quiet', '--out', join(folder, 'again'))
  expect((await podnet('cluster', 'delete', name)).exitCode).toBe(0)
  expect(checked.exitCode, checked.stdout).toBe(0)
})
