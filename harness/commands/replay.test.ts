import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { defaultProxy } from '../../properties/model/services/proxy.ts'
import { play, withLab } from '../fake-services.fixture.ts'
import { toPasted } from '../scenario-file/pasted.ts'
import type { Services } from '../services.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

function file(spec: string): string {
  const path = join(folder, 'scenario.yaml')
  writeFileSync(path, `apiVersion: podnet/v1\nkind: Scenario\nspec:\n${spec}`)
  return path
}

test('replay: the file, on a cluster of its own', async () => {
  const path = file('  network: flannel-vxlan\n  pods: [{name: a, nodeName: node3}]')
  const { exitCode, checks } = await play(['replay', path, '--out', folder])
  expect(exitCode).toBe(0)
  expect(checks).toMatchObject([
    { runs: 1, networksNamed: true, properties: ['no-nat'], replay: { file: path }, shrink: true },
  ])
  expect(checks[0]?.networks.map(({ name }) => name)).toEqual(['flannel-vxlan'])
  expect(checks[0]?.replay?.topology?.nodes).toHaveLength(3)
})

test('replay: what a report printed, as the file it was made of', async () => {
  const failure = '{property: no-nat, rule: self-view, subject: a, expected: b, observed: c}'
  const path = file(`  network: flannel-vxlan\n  pods: [{name: a, nodeName: node3}]\nstatus: {failure: ${failure}}`)
  const word = toPasted(readFileSync(path, 'utf8')) as string
  const fromFile = await play(['replay', path, '--out', folder])
  const pasted = await play(['replay', word, '--out', folder])
  expect(pasted.exitCode).toBe(0)
  const plain = ({ checks: [check] }: typeof pasted) => ({ ...check?.replay, file: undefined })
  expect(plain(pasted)).toEqual(plain(fromFile))
  expect(pasted.checks[0]?.replay?.failure?.rule).toBe('self-view')
})

test('replay: a pasted word that is not whole, or says what cannot be, is refused before anything is made', async () => {
  const word = toPasted(readFileSync(file('  network: flannel-vxlan\n  pods: [{name: a, nodeName: nod1}]'), 'utf8'))
  const wrong = await play(['replay', word as string])
  expect(wrong.stderr).toContain('pasted scenario:5:30: spec.pods[0].nodeName: expected one of the Nodes')
  const cut = await play(['replay', word?.slice(0, 40) as string])
  expect(cut.stderr).toContain(
    'pasted scenario: expected more behind character 40, found nothing: it was cut; copy it again',
  )
  for (const { exitCode, checks, calls } of [wrong, cut]) expect([exitCode, checks, calls]).toEqual([254, [], []])
})

test('replay: on a running cluster, with its Nodes', async () => {
  const sound = file('  pods: [{name: a, nodeName: node2}]')
  const { checks } = await play(['replay', sound, '--cluster', 'demo', '--no-shrink', '--out', folder])
  expect(checks).toMatchObject([{ cluster: 'demo', shrink: false }])
  expect(checks[0]?.replay?.topology).toBeUndefined()
  const unknown = await play([
    'replay',
    file('  pods: [{name: a, nodeName: node3}]'),
    '--cluster',
    'demo',
    '--out',
    folder,
  ])
  expect(unknown.stderr).toContain('expected one of the Nodes node1, node2, found "node3"')
  expect(unknown).toMatchObject({ exitCode: 254, checks: [] })
})

test('replay needs a network, and the one of the cluster', async () => {
  const none = await play(['replay', file('  pods: []')])
  expect(none.stderr).toContain('spec.network is missing: name the network there, or a cluster with --cluster')
  const other = await play(['replay', file('  network: calico-bgp\n  pods: []'), '--cluster', 'demo'])
  expect(other.stderr).toContain('spec.network is calico-bgp, but cluster demo runs flannel-vxlan')
  expect([none.exitCode, other.exitCode]).toEqual([254, 254])
})

test('apply', async () => {
  const { exitCode, calls } = await play(['apply', file('  pods: [{name: a, nodeName: node2}]'), '--cluster', 'demo'])
  expect({ exitCode, calls }).toEqual({ exitCode: 0, calls: ['apply demo a', 'detach demo'] })
  const unknown = await play(['apply', file('  pods: [{name: a, nodeName: node3}]'), '--cluster', 'demo'])
  expect(unknown).toMatchObject({ exitCode: 254, calls: ['detach demo'] })
})

test.each(['  absentNodes: [node3]\n', '  steps: [{kind: remove-node, nodeName: node3}]\n'])(
  'replay: Nodes come and go in the lab alone:%s',
  async (nodes) => {
    const path = file(
      `  network: flannel-vxlan\n  topology: {nodes: [{name: node1}, {name: node2}, {name: node3}]}\n  pods: []\n${nodes}`,
    )
    const { exitCode, stderr, checks } = await play(['replay', path, '--out', folder])
    expect(stderr).toContain(
      `${path}: its Nodes come and go (absentNodes, add-node or remove-node), and with --provider lab`,
    )
    expect({ exitCode, checks }).toEqual({ exitCode: 254, checks: [] })
    const able = await play(['replay', path, '--out', folder], (fakes) =>
      withLab(fakes, { disturbances: ['change-nodes'] }),
    )
    expect(able).toMatchObject({ exitCode: 0, checks: [{ runs: 1 }] })
  },
)

test('replay: a Node that no cluster of the provider has', async () => {
  const path = file('  network: flannel-vxlan\n  pods: [{name: a, nodeName: node17}]')
  const { exitCode, stderr, checks } = await play(['replay', path, '--out', folder])
  expect(stderr).toContain(`${path}: it needs 17 Nodes (node1 to node17), and with --provider lab there are 16 at most`)
  expect({ exitCode, checks }).toEqual({ exitCode: 254, checks: [] })
  const withNodes = (count: number) => (fakes: Services) => withLab(fakes, { nodeCount: async () => count })
  expect(await play(['replay', path, '--out', folder], withNodes(3))).toMatchObject({ exitCode: 254, checks: [] })
  const large = await play(['replay', path, '--out', folder], withNodes(1_000))
  expect(large).toMatchObject({ exitCode: 0, checks: [{ replay: { scenario: { pods: [{ nodeName: 'node17' }] } } }] })
})

test.each(['apply', 'replay'])('%s: a trafficDistribution that the cluster would refuse', async (command) => {
  const service = '{name: web, ports: [{port: 80}], trafficDistribution: PreferSameNode}'
  const path = file(`  network: flannel-vxlan\n  pods: [{name: a, nodeName: node1}]\n  services: [${service}]`)
  const words = (version: string) =>
    `${path}: Service web asks for trafficDistribution PreferSameNode, which Kubernetes takes from v1.34 on, and the cluster's is ${version}`
  const ofVersion = (kubernetesVersion: string) => (fakes: Services) =>
    withLab(fakes, {
      kubernetesVersion: async () => kubernetesVersion,
      attach: async (...request) => ({
        ...(await fakes.providers().lab.attach(...request)),
        status: () => ({ nodes: [], pods: [], proxy: defaultProxy('iptables', '10.244.0.0/16') }),
        kubernetesVersion,
      }),
    })
  const running = [command, path, '--cluster', 'demo']
  const refused = await play(running, ofVersion('v1.33.4'))
  expect(refused.stderr).toContain(words('v1.33.4'))
  expect(refused).toMatchObject({ exitCode: 254, calls: ['detach demo'], checks: [] })
  expect((await play(running, ofVersion('v1.34.0'))).exitCode).toBe(0)
  if (command === 'apply') return
  const before = await play(['replay', path], ofVersion('v1.33.4'))
  expect(before.stderr).toContain(words('v1.33.4'))
  expect(before).toMatchObject({ exitCode: 254, calls: [] })
})

test('replay: an endpoint outside the cluster needs a host there', async () => {
  const slice = '{ports: [{port: 8080}], endpoints: [{target: external}]}'
  const service = `{name: web, ports: [{port: 80}], endpointSlices: [${slice}]}`
  const path = file(`  network: flannel-vxlan\n  pods: [{name: a, nodeName: node1}]\n  services: [${service}]`)
  const { exitCode, stderr, checks } = await play(['replay', path, '--out', folder], (fakes) =>
    withLab(fakes, { hasHostOutside: false }),
  )
  expect(stderr).toContain(`${path}: an endpoint is "external", the host outside the cluster`)
  expect({ exitCode, checks }).toEqual({ exitCode: 254, checks: [] })
  expect(await play(['replay', path, '--out', folder])).toMatchObject({ exitCode: 0 })
})

test('apply: the same, of Nodes that are absent', async () => {
  const path = file(
    '  pods: []\n  topology: {nodes: [{name: node1}, {name: node2}, {name: node3}]}\n  absentNodes: [node3]',
  )
  const { exitCode, stderr, calls } = await play(['apply', path, '--cluster', 'demo'])
  expect(stderr).toContain('its Nodes come and go')
  expect({ exitCode, calls }).toEqual({ exitCode: 254, calls: [] })
})

const withService = '  pods: [{name: a, nodeName: node2}]\n  services: [{name: web, ports: [{port: 80}]}]'

test.each(['apply', 'replay'])('%s: Services need a cluster with a proxy', async (command) => {
  const path = file(withService)
  const { exitCode, stderr, calls, checks } = await play([command, path, '--cluster', 'demo'])
  expect(stderr).toContain(`${path}: spec.services has 1 Service, but cluster demo runs no proxy`)
  expect(stderr).toContain('podnet cluster create NAME --network flannel-vxlan --proxy iptables')
  expect({ exitCode, calls, checks }).toEqual({ exitCode: 254, calls: ['detach demo'], checks: [] })
})

test('replay: the proxy of the file must be that of the cluster, apply does not ask', async () => {
  const path = file(`  proxy: nftables\n${withService}`)
  const proxied = (fakes: Services) =>
    withLab(fakes, {
      attach: async (...request) => ({
        ...(await fakes.providers().lab.attach(...request)),
        status: () => ({ nodes: [], pods: [], proxy: defaultProxy('iptables', '10.244.0.0/16') }),
      }),
    })
  const replayed = await play(['replay', path, '--cluster', 'demo'], proxied)
  expect(replayed.stderr).toContain('spec.proxy is nftables, but cluster demo runs iptables')
  expect(replayed).toMatchObject({ exitCode: 254, checks: [] })
  expect((await play(['apply', path, '--cluster', 'demo'], proxied)).exitCode).toBe(0)
})
