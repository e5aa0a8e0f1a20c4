import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandSpec } from '../clusters/agent/protocol.ts'
import { imageNames } from '../clusters/kind/images/versions.ts'
import { pidFile } from '../clusters/lab/flanneld/commands.ts'
import { makeLabProvider } from '../clusters/lab/provider.ts'
import { addressOf, bothProtocols, examplePod, patience } from '../clusters/running/example-cluster.fixture.ts'
import { topologyOf } from '../properties/model/default-topology.ts'
import type { Flow } from '../properties/model/flow.ts'
import { flannelVxlan } from '../properties/model/networks/flannel-vxlan.ts'
import { nodePlace } from '../properties/model/place.ts'
import { gapBoundMs } from '../properties/outage.ts'

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
  const shape = ['--network', networks.join(','), '--runs', '1', '--nodes', '3', '--pods', '2', '--seed', '1']
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
  const checked = await podnet(
    'check',
    '--cluster',
    name,
    '--runs',
    '1',
    '--seed',
    '1',
    '--quiet',
    '--out',
    join(folder, 'again'),
  )
  expect((await podnet('cluster', 'delete', name)).exitCode).toBe(0)
  expect(checked.exitCode, checked.stdout).toBe(0)
})

test('flanneld on every Node is another one after a restart, which stops no traffic', async () => {
  const provider = makeLabProvider({ flannel: { flanneld: join(folder, 'flanneld'), etcd: join(folder, 'etcd') } })
  expect(provider.disturbances).toContain('restart-network-daemon')
  const topology = topologyOf([0, 0])
  const request = { name: `restart-${process.pid}`, network: flannelVxlan, topology, keep: false }
  const cluster = await provider.start(request, patience())
  try {
    await cluster.apply({ pods: [examplePod('a', 'node1'), examplePod('b', 'node2')] }, patience())
    const [node1, node2] = ['node1', 'node2'].map((name) => ({
      place: nodePlace(name),
      argv: ['cat', pidFile(name)],
    }))
    const pids = async () =>
      (await cluster.read([node1, node2] as CommandSpec[], patience())).map(({ stdout }) => stdout)
    const before = await pids()
    const target = { kind: 'pod', address: addressOf(cluster.status(), 'b'), port: 8080, place: 'pod/b' } as const
    const flows = bothProtocols('pod/a', target).map((probe): Flow => ({ kind: 'fresh', probe }))
    const restart = () => cluster.disturb({ kind: 'restart', what: 'network-daemon' }, patience())
    const { traffic } = await cluster.keepFlowing(flows, restart, patience())
    for (const [index, pid] of (await pids()).entries()) {
      expect(pid).toMatch(/^\d+\n$/)
      expect(pid).not.toBe(before[index])
    }
    for (const { longestGap } of traffic.reports)
      expect(longestGap.toMs - longestGap.fromMs).toBeLessThanOrEqual(gapBoundMs(traffic.longestPauseMs))
  } finally {
    await cluster.stop()
  }
  expect(running()).toEqual([])
})
