import { expect, test } from 'vitest'
import { kubernetesFactsOf } from './kubernetes-facts.ts'

const nodes = [
  {
    metadata: { name: 'kind-worker', annotations: { 'flannel.alpha.coreos.com/backend-type': 'vxlan' } },
    spec: { podCIDR: '10.244.1.0/24' },
    status: { addresses: [{ type: 'InternalIP', address: '172.18.0.3' }] },
  },
]
const nodeNames = { node1: 'kind-worker' }

test('Nodes under their names in scenarios, with their annotations', () => {
  expect(kubernetesFactsOf({ nodes, managers: [] }, nodeNames)).toEqual({
    nodes: {
      node1: {
        internalIP: '172.18.0.3',
        podCIDR: '10.244.1.0/24',
        annotations: { 'flannel.alpha.coreos.com/backend-type': 'vxlan' },
      },
    },
  })
})

test("the controller manager's words and the network's ConfigMap, where there are such", () => {
  const container = {
    name: 'kube-controller-manager',
    command: ['kube-controller-manager'],
    args: ['--cluster-cidr=x'],
  }
  const managers = [{ spec: { containers: [container] } }]
  const networkConfiguration = { 'net-conf.json': '{}' }
  expect(kubernetesFactsOf({ nodes, managers, networkConfiguration }, nodeNames)).toMatchObject({
    controllerManager: ['kube-controller-manager', '--cluster-cidr=x'],
    networkConfiguration,
  })
})

test('a Node that is not there', () => {
  expect(() => kubernetesFactsOf({ nodes: [], managers: [] }, nodeNames)).toThrow('kind-worker is no Node')
})
