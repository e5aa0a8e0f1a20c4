import { expect, test } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { allNodePlaces } from './places.ts'
import type { KubernetesState } from './state.ts'

const pod = { name: 'a', nodeName: 'node2', hostNetwork: false, containers: [{ name: 'main', port: 8080 }] }
const state: KubernetesState = {
  topology: topologyOf([0, 0]),
  pauseImage: 'pause:1',
  scenario: { pods: [pod] },
  running: { a: { uid: '1', ips: ['10.244.2.5'], sandboxPid: 77 } },
  otherPods: {},
  addressing: { podRanges: { node1: ['10.244.1.0/24'] }, tunnelAddresses: {} },
  localPodSources: {},
  droppingNodes: [],
  limitingNodes: [],
  nodesWithPods: ['node2'],
  services: [],
  rounds: 0,
}

test("a Pod is entered through its sandbox's process and serves at the address the cluster gave it", () => {
  const places = allNodePlaces(flannelVxlan, state)
  expect([...places.keys()]).toEqual(['node1', 'node2'])
  expect(places.get('node2')?.places).toContainEqual({ place: 'pod/a', namespacePath: '/proc/77/ns/net' })
  const addresses = places.get('node2')?.servers.map(({ place, address }) => `${place} ${address}`)
  expect(addresses).toContain('pod/a 10.244.2.5')
  expect(addresses).toContain('node/node2 10.244.2.1')
  expect(places.get('node1')?.servers.map(({ address }) => address)).not.toContain('10.244.1.1')
})

test('a Pod whose sandbox is gone is left out', () => {
  const gone = { ...state, running: { a: { uid: '1', ips: ['10.244.2.5'] } } }
  expect(allNodePlaces(flannelVxlan, gone).get('node2')?.places).toHaveLength(1)
})
