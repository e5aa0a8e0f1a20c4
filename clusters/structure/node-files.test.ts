import { expect, test } from 'vitest'
import { nodeFileCommands, parseNodeFiles } from './node-files.ts'

const printed = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: '' })
const podOf = (uid: string) => ({ 'uid-b1': 'b1', 'uid-h': 'h' })[uid]

// Shortened from a Node of kind 0.33 (containerd 2, runc 1, flannel v0.28.10).
const sandbox = '1c4b3c59e1ffb5b8e87a789c4c4a6a9d5f77afdf9be04eecf471257972e2bf60'
const main = '40d542a649e9aa2c6b667ffbce5710de840adc99f891773d85f947ae8f8ff03e'
const onHost = '6067f8a7b23c0e3d2f2eebd56fedf1871de6e35157ad2229271826808fc329fb'
const records = [
  {
    id: main,
    sandboxId: sandbox,
    podUid: 'uid-b1',
    name: 'main',
    argv: ['/pause', '-P'],
    network: '/proc/1055/ns/net',
  },
  {
    id: sandbox,
    sandboxId: sandbox,
    podUid: 'uid-b1',
    name: null,
    argv: ['/pause', '-P'],
    network: '/var/run/netns/cni-24',
  },
  { id: onHost, sandboxId: onHost, podUid: 'uid-h', name: null, argv: ['/pause'], network: null },
  { id: 'e2', sandboxId: 'e2', podUid: 'somebody-else', name: null, argv: ['/pause'], network: null },
]
const all = [
  printed('x bridge\nx flannel\n- notes.txt\n'),
  printed(`10-flannel.conflist ${Buffer.from('{"name":"cbr0"}').toString('base64')}\n`),
  printed('FLANNEL_SUBNET=10.244.2.1/24\nFLANNEL_IPMASQ=true\n'),
  printed(`{"containerId":"${sandbox}","networkName":"cbr0","ips":["10.244.2.3/24"]}\n`),
  printed(records.map((record) => `${JSON.stringify(record)}\n`).join('')),
  printed(
    `/proc/1055/cgroup:${sandbox}\n/proc/1131/cgroup:${main}\n/proc/314/cgroup:${onHost}\n/proc/99/cgroup:${main}\n`,
  ),
  printed('4711 /proc/1055/ns/net\n4711 /proc/1131/ns/net\n1 /proc/314/ns/net\n4711 /var/run/netns/cni-24\n'),
  printed(
    [
      '1055 (pause) S 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 1337317 0',
      '1131 (a (b) c) S 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 1337395 0',
      '314 (pause) S 1 1 1 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 900 0',
    ].join('\n'),
  ),
  printed(`${sandbox}/resolv.conf:nameserver 10.96.0.10\n${sandbox}/resolv.conf:options ndots:5\n`),
]

test('one command for each kind of file, in the Node', () => {
  const commands = nodeFileCommands('node2')
  expect(commands).toHaveLength(all.length)
  expect(new Set(commands.map(({ place }) => place))).toEqual(new Set(['node/node2']))
})

test('plugins, configurations, subnet.env and what the plugins answered', () => {
  expect(parseNodeFiles(all, podOf)).toMatchObject({
    plugins: [
      { name: 'bridge', executable: true },
      { name: 'flannel', executable: true },
      { name: 'notes.txt', executable: false },
    ],
    configurations: [{ name: '10-flannel.conflist', text: '{"name":"cbr0"}' }],
    subnetEnvironment: { FLANNEL_SUBNET: '10.244.2.1/24', FLANNEL_IPMASQ: 'true' },
    results: [{ sandboxId: sandbox, network: 'cbr0', addresses: ['10.244.2.3'] }],
  })
})

test("containers of the scenario's Pods with namespaces and start of their processes; one that has gone has none", () => {
  const shared = { sandboxId: sandbox, pod: 'b1', argv: ['/pause', '-P'], networkNamespace: 4711 }
  expect(parseNodeFiles(all, podOf)?.containers).toEqual([
    { ...shared, id: main, name: 'main', processes: [{ pid: 1131, networkNamespace: 4711, startTicks: 1337395 }] },
    {
      ...shared,
      id: sandbox,
      resolvConf: 'nameserver 10.96.0.10\noptions ndots:5',
      processes: [{ pid: 1055, networkNamespace: 4711, startTicks: 1337317 }],
    },
    {
      id: onHost,
      sandboxId: onHost,
      pod: 'h',
      argv: ['/pause'],
      processes: [{ pid: 314, networkNamespace: 1, startTicks: 900 }],
    },
  ])
})

test('what a Node does not have is absent', () => {
  const none = all.map((result, index) => (index < 2 ? result : printed('', 1)))
  const files = parseNodeFiles(none, podOf)
  expect(Object.keys(files ?? {}).sort()).toEqual(['configurations', 'plugins', 'results'])
})

test('a Node with neither plugins nor configurations could not be read', () => {
  expect(
    parseNodeFiles(
      all.map(() => printed('', 1)),
      podOf,
    ),
  ).toBeUndefined()
})
