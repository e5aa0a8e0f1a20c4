import { expect, test } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { type KubernetesState, kubernetesStateSchema, statusOf } from './state.ts'

const state: KubernetesState = {
  topology: topologyOf([0]),
  pauseImage: 'pause:1',
  scenario: { pods: [{ name: 'a', nodeName: 'node1', hostNetwork: false, containers: [] }] },
  running: { a: { uid: '1', ips: ['10.244.1.5'] } },
  otherPods: { node1: ['10.244.1.2'] },
  addressing: { podRanges: { node1: ['10.244.1.0/24'] }, tunnelAddresses: {} },
  localPodSources: {},
  droppingNodes: [],
  limitingNodes: [],
  nodesWithPods: ['node1'],
  services: [],
  rounds: 0,
}

test('the status is what Kubernetes said', () => {
  expect(statusOf(state)).toEqual({
    nodes: [
      {
        name: 'node1',
        address: '172.30.0.11',
        podRanges: ['10.244.1.0/24'],
        otherPods: ['10.244.1.2'],
        dropsInvalid: false,
      },
    ],
    pods: [{ name: 'a', nodeName: 'node1', hostNetwork: false, ips: ['10.244.1.5'] }],
    services: [],
  })
})

test('a Node has the zone it is labelled with', () => {
  const { nodes } = statusOf({ ...state, topology: topologyOf([0, 0]), zones: { node2: 'a' } })
  expect(nodes.map(({ zone }) => zone)).toEqual([undefined, 'a'])
})

test('a state survives the ledger', () => {
  for (const one of [state, { ...state, zones: { node2: 'a' } }])
    expect(kubernetesStateSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one)
})
