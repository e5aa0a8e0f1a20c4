import { afterEach, expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { type FakeCluster, startFakeCluster } from './fake-cluster.fixture.ts'
import { kubeadmRanges, readRanges } from './ranges.ts'

let cluster: FakeCluster | undefined
afterEach(() => cluster?.close())

const paths = {
  kubeadm: 'GET /api/v1/namespaces/kube-system/configmaps/kubeadm-config',
  flannel: 'GET /api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg',
  pools: 'GET /apis/crd.projectcalico.org/v1/ippools',
  service: 'GET /apis/networking.k8s.io/v1/servicecidrs/kubernetes',
}
const kubeadm = 'networking:\n  podSubnet: 10.10.0.0/16\n  serviceSubnet: 10.96.0.0/16\n'

async function clientOf(answers: Record<string, object>): Promise<KubernetesClient> {
  cluster = await startFakeCluster((request) => answers[request])
  return new KubernetesClient(cluster.kubeconfig, 'fake')
}

test('of two families the IPv4 range is taken', () => {
  const yaml = 'networking:\n  podSubnet: fd00:10::/56,10.244.0.0/16\n'
  expect(kubeadmRanges(yaml)).toEqual({ podCIDR: '10.244.0.0/16' })
  expect(kubeadmRanges(undefined)).toEqual({})
})

test("what flannel was told counts before kubeadm's word", async () => {
  const client = await clientOf({
    [paths.kubeadm]: { data: { ClusterConfiguration: kubeadm } },
    [paths.flannel]: { data: { 'net-conf.json': '{ "Network": "10.244.0.0/16" }' } },
  })
  expect(await readRanges(client, flannelVxlan)).toEqual({ podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16' })
})

test("Calico's pool counts, and the Service range stands in an object of its own", async () => {
  const client = await clientOf({
    [paths.pools]: { items: [{ spec: { cidr: '10.1.0.0/16', disabled: true } }, { spec: { cidr: '192.168.0.0/16' } }] },
    [paths.service]: { spec: { cidrs: ['10.43.0.0/16'] } },
  })
  expect(await readRanges(client, calicoVxlan)).toEqual({ podCIDR: '192.168.0.0/16', serviceCIDR: '10.43.0.0/16' })
})

test('of several pools that Pods get addresses from none is guessed; those of no Pod do not count', async () => {
  const pools = (...changes: object[]) => ({
    [paths.pools]: { items: changes.map((change, n) => ({ spec: { cidr: `10.${n}.0.0/16`, ...change } })) },
    [paths.service]: { spec: { cidrs: ['10.43.0.0/16'] } },
  })
  const several = await clientOf(pools({}, { allowedUses: ['Workload', 'Tunnel'] }))
  await expect(readRanges(several, calicoVxlan)).rejects.toThrow('from 2 IPPools, 10.0.0.0/16, 10.1.0.0/16')
  cluster?.close()
  const one = await clientOf(pools({ allowedUses: ['LoadBalancer'] }, {}, { cidr: 'fd00::/64' }))
  expect(await readRanges(one, calicoVxlan)).toMatchObject({ podCIDR: '10.1.0.0/16' })
})

test('Calico without a pool is no Calico, whatever kubeadm says', async () => {
  const client = await clientOf({ [paths.kubeadm]: { data: { ClusterConfiguration: kubeadm } } })
  await expect(readRanges(client, calicoVxlan)).rejects.toThrow('in no IPPool')
})

test('nothing is guessed', async () => {
  await expect(readRanges(await clientOf({}), flannelVxlan)).rejects.toThrow('kube-flannel-cfg')
})
