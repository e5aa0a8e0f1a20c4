import { writeFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { type Answer, type FakeCluster, kubeconfigOf, startFakeCluster } from './fake-cluster.fixture.ts'
import { findExistingProblems, findNetworkProblems, readKubernetesVersion } from './problems.ts'

let cluster: FakeCluster | undefined
afterEach(() => {
  cluster?.close()
  cluster = undefined
})

const node = (name: string) => ({ metadata: { name }, status: { conditions: [{ type: 'Ready', status: 'True' }] } })
const nodes = { kind: 'NodeList', apiVersion: 'v1', items: [node('a'), node('b')] }
const pods = (...ips: string[]) => ({
  kind: 'PodList',
  apiVersion: 'v1',
  items: [{ metadata: { namespace: 'kube-system', name: 'dns' }, status: { podIPs: ips.map((ip) => ({ ip })) } }],
})

/** May do everything but what is named, as in `create daemonsets`. */
const withoutAccess =
  (...forbidden: string[]): Answer =>
  (request, body) => {
    if (request === 'GET /api/v1/nodes') return nodes
    if (request === 'GET /api/v1/pods') return pods('10.244.0.2')
    if (!request.includes('selfsubjectaccessreviews')) return undefined
    const { verb, resource, subresource } = JSON.parse(body).spec.resourceAttributes
    return { status: { allowed: !forbidden.includes(`${verb} ${resource}${subresource ? `/${subresource}` : ''}`) } }
  }

async function problemsWith(answer: Answer, changes: object = {}): Promise<string[]> {
  cluster = await startFakeCluster(answer)
  return findExistingProblems({ kubeconfig: cluster.kubeconfig, context: 'fake', agentImage: 'agent:1', ...changes })
}

test('a user who may do everything has no problems', async () => {
  expect(await problemsWith(withoutAccess())).toEqual([])
})

test('every missing option is told at once', async () => {
  expect(await findExistingProblems({})).toEqual([
    expect.stringContaining('--kubeconfig is missing'),
    expect.stringContaining('--context is missing'),
    expect.stringContaining('--agent-image is missing'),
  ])
})

test('a missing option does not hide what is wrong with the cluster', async () => {
  expect(await problemsWith(withoutAccess('create pods'), { agentImage: undefined })).toEqual([
    expect.stringContaining('may not create pods'),
    expect.stringContaining('--agent-image is missing'),
  ])
})

test('a kubeconfig that cannot be read, and one that is none', async () => {
  const missing = { kubeconfig: '/nowhere/kubeconfig', context: 'fake', agentImage: 'agent:1' }
  expect(await findExistingProblems(missing)).toEqual([expect.stringContaining('--kubeconfig /nowhere/kubeconfig')])
  cluster = await startFakeCluster(() => undefined)
  writeFileSync(cluster.kubeconfig, '{ nonsense')
  const nonsense = await findExistingProblems({ ...missing, kubeconfig: cluster.kubeconfig })
  expect(nonsense).toEqual([expect.stringContaining('cannot be read')])
})

test('an unknown context is told with those there are', async () => {
  expect(await problemsWith(withoutAccess(), { context: 'fakes' })).toEqual([
    expect.stringMatching(/^--context fakes: no such context; .* has fake$/),
  ])
})

test('verbs that are forbidden are named', async () => {
  expect(await problemsWith(withoutAccess('create daemonsets', 'get pods/exec'))).toEqual([
    expect.stringContaining('may not get pods/exec, create daemonsets.apps; podnet existing manifest'),
  ])
})

test('a cluster of two families is refused before anything is made', async () => {
  const mayAll = withoutAccess()
  const dualStack: Answer = (request, body) =>
    request === 'GET /api/v1/pods' ? pods('10.244.0.2', 'fd00::2') : mayAll(request, body)
  expect(await problemsWith(dualStack)).toEqual([
    expect.stringContaining('--context fake: Pods have IPv6 addresses: kube-system/dns'),
  ])
})

test('a server that does not answer', async () => {
  cluster = await startFakeCluster(() => undefined)
  writeFileSync(cluster.kubeconfig, kubeconfigOf('http://127.0.0.1:9'))
  const options = { kubeconfig: cluster.kubeconfig, context: 'fake', agentImage: 'agent:1' }
  expect(await findExistingProblems(options)).toEqual([expect.stringContaining('the API server cannot be used')])
})

test('Nodes without podCIDR', async () => {
  cluster = await startFakeCluster((request) => {
    if (request.endsWith('/ippools')) return { items: [{ spec: { cidr: '192.168.0.0/16' } }] }
    if (request.endsWith('/kubeadm-config'))
      return { data: { ClusterConfiguration: 'networking: { podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/16 }' } }
    if (request.includes('selfsubjectaccessreviews')) return { status: { allowed: true } }
    const status = { addresses: [{ type: 'InternalIP', address: '10.0.0.1' }] }
    return request === 'GET /api/v1/nodes' ? { ...nodes, items: [{ metadata: { name: 'a' }, status }] } : undefined
  })
  const options = { kubeconfig: cluster.kubeconfig, context: 'fake', agentImage: 'agent:1' }
  const words = expect.stringContaining('--network flannel-vxlan: no podCIDR: a')
  expect(await findNetworkProblems(options, flannelVxlan)).toEqual([words])
  expect(await findNetworkProblems(options, calicoVxlan)).toEqual([])
})

test('ranges that stand nowhere', async () => {
  cluster = await startFakeCluster(() => undefined)
  const options = { kubeconfig: cluster.kubeconfig, context: 'fake', agentImage: 'agent:1' }
  expect(await findNetworkProblems(options, flannelVxlan)).toEqual([expect.stringContaining("cluster's Pod range")])
})

test('the version of the API server, where the user may know it', async () => {
  const versionOf = (options: FakeCluster) =>
    readKubernetesVersion({ kubeconfig: options.kubeconfig, context: 'fake', agentImage: 'agent:1' })
  cluster = await startFakeCluster((request) =>
    request.startsWith('GET /version') ? { gitVersion: 'v1.33.5' } : undefined,
  )
  expect(await versionOf(cluster)).toBe('v1.33.5')
  cluster.close()
  cluster = await startFakeCluster(() => undefined)
  expect(await versionOf(cluster)).toBeUndefined()
})
