import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { flannelVxlan } from '../../../properties/model/networks/flannel-vxlan.ts'
import type { PlaceId } from '../../../properties/model/place.ts'
import type { StartedCluster } from '../../cluster.ts'
import { scratchLedger } from '../../ledger/scratch-ledger.fixture.ts'
import { exampleTopology } from '../../networks/example-topology.fixture.ts'
import { bothProtocols, examplePod, patience, told } from '../../running/example-cluster.fixture.ts'
import { makeLabProvider } from '../provider.ts'
import type { CniPlugins } from './conf.ts'
import { bridgePlugins, pluginFolder } from './plugins.fixture.ts'

const scratch = scratchLedger()
const folder = mkdtempSync(join(tmpdir(), 'podnet-plugins-'))
afterAll(() => {
  scratch.remove()
  rmSync(folder, { recursive: true })
})

const start = (name: string, cni: CniPlugins) =>
  makeLabProvider({ cni }).start(
    { name: `${name}-${process.pid}`, network: flannelVxlan, topology: exampleTopology, keep: false },
    patience(),
  )

/** For the plugins of a cluster: a program of the test's own. */
function plugin(name: string, script: string): CniPlugins {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  return { conf: { cniVersion: '1.0.0', name: 'own', plugins: [{ type: name }] }, folder }
}

describe.skipIf(!existsSync(join(pluginFolder, 'bridge')))('Debian’s plugins', () => {
  let cluster: StartedCluster
  beforeAll(async () => {
    cluster = await start('plugins', bridgePlugins())
  })
  afterAll(() => cluster?.stop())

  const holds = async (place: PlaceId, script: string) => (await cluster.execute(place, ['sh', '-c', script])) === 0
  const [a, b, c] = [examplePod('a', 'node1'), examplePod('b', 'node1'), examplePod('c', 'node2')]

  test('the addresses they give are the Pods’, and Pods are reached there', async () => {
    const status = await cluster.apply({ pods: [a, b, c, examplePod('h', 'node1', true, 9000)] }, patience())
    expect(status.pods.map(({ name, ips: [ip] }) => `${name} ${ip}`)).toEqual([
      'a 10.244.1.2',
      'b 10.244.1.3',
      'c 10.244.2.2',
      'h 172.30.0.11',
    ])
    const target = { kind: 'pod' as const, place: 'pod/c' as const, address: '10.244.2.2', port: 8080 }
    const seen = await cluster.probe(bothProtocols('pod/a', target), patience())
    expect(seen.map(told)).toEqual(Array(2).fill('pod/c/c saw 10.244.1.2'))
  })

  test('a Pod that goes is detached: its device and its lease are gone, those of others stay', async () => {
    await cluster.apply({ pods: [b] }, patience())
    expect(await holds('node/node1', '[ "$(ip -o link show master cni0 | wc -l)" = 1 ]')).toBe(true)
    expect(await holds('node/node1', 'cd /run/cni/node1/podnet; [ ! -e 10.244.1.2 ] && [ -e 10.244.1.3 ]')).toBe(true)
    expect(await holds('node/node2', '[ ! -e /run/cni/node2/podnet/10.244.2.2 ]')).toBe(true)
  })

  test('another command finds the plugins in the ledger, and what they said', async () => {
    const other = await makeLabProvider().attach(cluster.name, patience())
    try {
      const status = await other.apply({ pods: [a] }, patience())
      expect(status.pods).toEqual([{ name: 'a', nodeName: 'node1', hostNetwork: false, ips: ['10.244.1.4'] }])
      expect(
        await holds('node/node1', '[ "$(echo /run/cni/node1/podnet/10.*)" = /run/cni/node1/podnet/10.244.1.4 ]'),
      ).toBe(true)
    } finally {
      await other.detach()
    }
  })

  test('nothing of it is on the machine', () => {
    expect(existsSync('/run/cni/node1')).toBe(false)
    expect(existsSync('/var/lib/cni/networks/podnet')).toBe(false)
  })
})

describe('a plugin that fails', () => {
  test.each([
    [
      'fails',
      `echo '{"cniVersion":"1.0.0","code":11,"msg":"no room","details":"none at all"}'; exit 1`,
      'CNI plugin fails (ADD of pod/a on node1): code 11: no room\nnone at all',
    ],
    ['mute', 'true', 'CNI plugin mute (ADD of pod/a on node1): no JSON: '],
    ['stingy', "echo '{}'", 'CNI plugin stingy (ADD of pod/a on node1): its result gives the Pod no IPv4 address: {}'],
  ])('%s: its own words, the Pod and the Node', async (name, script, words) => {
    const cluster = await start(name, plugin(name, script))
    try {
      await expect(cluster.apply({ pods: [examplePod('a', 'node1')] }, patience())).rejects.toThrow(words)
    } finally {
      await cluster.stop()
    }
  })

  test('on DEL too; the list is gone through backwards', async () => {
    const answer = `echo '{"ips":[{"address":"10.244.1.9/24"}]}'`
    const isAdd = '[ "$CNI_COMMAND" = ADD ]'
    plugin('first', `${isAdd} || { [ -e "\${0%first}gone" ] && exit 5; exit 7; }\n${answer}`)
    const { conf } = plugin(
      'second',
      `${isAdd} || { grep -q prevResult && : >"\${0%second}gone" && exit 0; exit 6; }\n${answer}`,
    )
    const cluster = await start('del', { folder, conf: { ...conf, plugins: [{ type: 'first' }, { type: 'second' }] } })
    try {
      await cluster.apply({ pods: [examplePod('a', 'node1')] }, patience())
      const words = 'CNI plugin first (DEL of pod/a on node1): exit code 5'
      await expect(cluster.apply({ pods: [] }, patience())).rejects.toThrow(words)
    } finally {
      await cluster.stop()
    }
  })
})
