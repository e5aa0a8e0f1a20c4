import { expect, test } from 'vitest'
import type { ClusterFacts } from './model/cluster-facts.ts'
import { subnetLeasesAgreeEverywhere } from './subnet-leases-agree-everywhere.ts'
import { refuted, verdicts } from './test-support/checks.ts'
import { healthyEvidence, labEvidence } from './test-support/cluster-facts.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

const world = worldOf('flannel-vxlan', threePods)
const { judge } = subnetLeasesAgreeEverywhere

/** What is refuted once something of a healthy cluster was changed. */
function after(change: (facts: ClusterFacts) => void): string[] {
  const evidence = healthyEvidence(world)
  change(evidence.cluster)
  return refuted(judge(world, evidence))
}

const annotate = (name: string, value: string) =>
  after(({ kubernetes }) => {
    const annotations = kubernetes.nodes.node1?.annotations ?? {}
    annotations[`flannel.alpha.coreos.com/${name}`] = value
  })

test('holds: a file and annotations on each Node, one range for all', () => {
  expect(verdicts(judge(world, healthyEvidence(world)))).toEqual({ holds: 5 })
})

test('where Nodes are namespaces, and with another plugin, it is unsupported', () => {
  expect(verdicts(judge(world, labEvidence(world)))).toEqual({ unsupported: 3 })
  const calico = worldOf('calico-vxlan', threePods)
  expect(verdicts(judge(calico, healthyEvidence(calico)))).toEqual({ unsupported: 3 })
})

test.each([
  ['FLANNEL_SUBNET', '10.244.7.1/24'],
  ['FLANNEL_NETWORK', '10.0.0.0/8'],
  ['FLANNEL_MTU', '1500'],
  ['FLANNEL_IPMASQ', 'false'],
])('subnet.env with %s=%s', (name, value) => {
  const found = after(({ files }) => {
    const environment = files.node1?.subnetEnvironment ?? {}
    environment[name] = value
  })
  expect(found).toEqual([`subnet-file node/node1 /run/flannel/subnet.env: ${name} ${value}`])
})

test('no subnet.env', () => {
  const found = after(({ files }) => {
    delete files.node2?.subnetEnvironment
  })
  expect(found[0]).toMatch(/^subnet-file node\/node2 .*FLANNEL_SUBNET none/)
})

test('the network, the controller manager and the podCIDRs say the same', () => {
  const text = (change: (kubernetes: ClusterFacts['kubernetes']) => void) =>
    after(({ kubernetes }) => change(kubernetes)).filter((line) => line.startsWith('ranges-agree'))
  const network = { 'net-conf.json': '{"Network":"10.0.0.0/8"}' }
  expect(text((kubernetes) => Object.assign(kubernetes, { networkConfiguration: network }))).toEqual([
    'ranges-agree the cluster: Network of net-conf.json 10.0.0.0/8',
  ])
  const controllerManager = ['kube-controller-manager', '--cluster-cidr=10.1.0.0/16']
  expect(text((kubernetes) => Object.assign(kubernetes, { controllerManager }))).toEqual([
    'ranges-agree the cluster: --cluster-cidr 10.1.0.0/16; --allocate-node-cidrs none',
  ])
  expect(text(({ nodes }) => Object.assign(nodes.node2 ?? {}, { podCIDR: '10.244.1.128/25' }))).toEqual([
    'ranges-agree the cluster: node2 has a part of it',
  ])
  expect(text(({ nodes }) => Object.assign(nodes.node2 ?? {}, { podCIDR: '10.9.2.0/24' }))).toEqual([
    'ranges-agree the cluster: 10.9.2.0/24 of node2',
  ])
})

test('a controller manager that is no Pod of the cluster has no part', () => {
  const found = after(({ kubernetes }) => {
    delete kubernetes.controllerManager
  })
  expect(found).toEqual([])
})

test.each([
  ['backend-type', 'host-gw', 'backend-type host-gw'],
  ['public-ip', '172.30.0.99', 'public-ip 172.30.0.99'],
  ['kube-subnet-manager', 'false', 'kube-subnet-manager false'],
  ['backend-data', '{"VNI":1,"VtepMAC":"02:de:ad:00:00:01"}', 'VtepMAC 02:de:ad:00:00:01'],
  ['backend-data', '{"VNI":2,"VtepMAC":"02:00:00:00:00:01"}', 'VNI 2'],
  ['backend-data', 'null', 'VNI none; VtepMAC none'],
])('the annotation %s %s', (name, value, observed) => {
  expect(annotate(name, value)).toEqual([`node-annotations node/node1 annotations: ${observed}`])
})

test('the UDP backend says nothing of its type', () => {
  const udp = worldOf('flannel-udp', threePods)
  const problems = (type: string) => {
    const evidence = healthyEvidence(udp)
    for (const { annotations } of Object.values(evidence.cluster.kubernetes.nodes))
      annotations['flannel.alpha.coreos.com/backend-type'] = type
    return refuted(judge(udp, evidence)).filter((line) => line.startsWith('node-annotations'))
  }
  expect(problems('')).toEqual([])
  expect(problems('udp')).toHaveLength(2)
})
