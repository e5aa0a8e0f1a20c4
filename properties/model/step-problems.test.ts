import { expect, test } from 'vitest'
import { applyStep, endOf } from './apply-step.ts'
import type { Pod, Scenario } from './scenario.ts'
import type { Service } from './service.ts'
import type { Step } from './step.ts'
import { stepProblems } from './step-problems.ts'

const pod = (name: string, changes: Partial<Pod> = {}): Pod => ({
  name,
  nodeName: 'node1',
  hostNetwork: false,
  containers: [{ name: 'main', port: 8080 }],
  ...changes,
})
const web: Service = { name: 'web', type: 'ClusterIP', ports: [], selector: { app: 'web' } }
const own: Service = {
  name: 'own',
  type: 'ClusterIP',
  ports: [],
  endpointSlices: [
    { ports: [], endpoints: [{ target: 'pod/b', conditions: { ready: true, serving: true, terminating: false } }] },
  ],
}
const member = (name: string, nodeName = 'node1') => pod(name, { nodeName, labels: { app: 'web' } })
const hostPort = (name: string, nodeName: string) =>
  pod(name, { nodeName, containers: [{ name: 'main', port: 8080, ports: [{ protocol: 'TCP', hostPort: 12_000 }] }] })
const start: Scenario = {
  pods: [
    member('a'),
    pod('b', { nodeName: 'node2' }),
    pod('e', { terminating: true }),
    pod('h', { hostNetwork: true }),
    hostPort('p', 'node1'),
    hostPort('q', 'node2'),
  ],
  services: [web, own],
}
const nodes = ['node1', 'node2']

test.each<[string, Step]>([
  ['there is no Pod "z" then', { kind: 'delete-pod', podName: 'z' }],
  ['there is no Pod "z" then', { kind: 'set-readiness', podName: 'z', ready: true }],
  ['Pod "e" is terminating: its readiness stays', { kind: 'set-readiness', podName: 'e', ready: false }],
  ['there is a Pod "a" already', { kind: 'create-pod', pod: pod('a') }],
  ['there is no Node "node9"', { kind: 'create-pod', pod: pod('z', { nodeName: 'node9' }) }],
  ['there is no Node "node9"', { kind: 'flap-link', nodeName: 'node9' }],
  ['Pod "a" is on node1 already', { kind: 'move-pod', podName: 'a', nodeName: 'node1' }],
  [
    'the address of "a" belongs to node1',
    { kind: 'reuse-address', podName: 'a', pod: pod('z', { nodeName: 'node2' }) },
  ],
  ['a host-network Pod has no address of its own', { kind: 'reuse-address', podName: 'h', pod: pod('z') }],
  ['Service "own" selects no Pods', { kind: 'scale', serviceName: 'own', pods: [] }],
  ['Service "web" does not select Pod "z"', { kind: 'scale', serviceName: 'web', pods: [pod('z')] }],
  ['there are two Pods "z" then', { kind: 'scale', serviceName: 'web', pods: [member('z'), member('z')] }],
  ['there is no Service "z" then', { kind: 'delete-service', serviceName: 'z' }],
  ['there is no Service "web" then', { kind: 'delete-service', serviceName: 'web', namespace: 'other' }],
  ['services "web" already exists', { kind: 'create-service', service: web }],
  ['a drained Node needs other Nodes for its Pods', { kind: 'drain-node', nodeName: 'node1', to: ['node1'] }],
  ['the EndpointSlices of Service "own" need Pod "b"', { kind: 'delete-pod', podName: 'b' }],
  ['TCP 12000 of node2 is that of Pod "p": no room for "q"', { kind: 'move-pod', podName: 'p', nodeName: 'node2' }],
])('%s', (message, step) => {
  expect(stepProblems({ ...start, steps: [step] }, nodes)).toEqual([{ step: 0, message }])
})

const three = ['node1', 'node2', 'node3']
const withoutThird: Scenario = { pods: [pod('a'), pod('b', { nodeName: 'node2' })], absentNodes: ['node3'] }
const atThird: Service = {
  name: 'third',
  type: 'ClusterIP',
  ports: [],
  endpointSlices: [
    {
      ports: [],
      endpoints: [{ target: 'node/node3', conditions: { ready: true, serving: true, terminating: false } }],
    },
  ],
}

test.each<[string, Step]>([
  ['Node "node3" is absent then', { kind: 'create-pod', pod: pod('z', { nodeName: 'node3' }) }],
  ['Node "node3" is absent then', { kind: 'move-pod', podName: 'a', nodeName: 'node3' }],
  ['Node "node3" is absent then', { kind: 'drain-node', nodeName: 'node1', to: ['node3'] }],
  ['Node "node3" is absent then', { kind: 'flap-link', nodeName: 'node3' }],
  ['Node "node3" is absent then', { kind: 'remove-node', nodeName: 'node3' }],
  ['Node "node2" is there already', { kind: 'add-node', nodeName: 'node2' }],
  ['there is no Node "node9"', { kind: 'add-node', nodeName: 'node9' }],
  ['Pod "b" is on node2 still', { kind: 'remove-node', nodeName: 'node2' }],
  ['the EndpointSlices of Service "third" need Node "node3"', { kind: 'create-service', service: atThird }],
])('where node3 is absent: %s', (message, step) => {
  expect(stepProblems({ ...withoutThird, steps: [step] }, three)).toEqual([{ step: 0, message }])
})

test('a Node comes, and goes once its Pods are gone; two Nodes stay', () => {
  const steps: Step[] = [
    { kind: 'add-node', nodeName: 'node3' },
    { kind: 'drain-node', nodeName: 'node2', to: ['node3'] },
    { kind: 'remove-node', nodeName: 'node2' },
    { kind: 'drain-node', nodeName: 'node3', to: ['node1'] },
    { kind: 'remove-node', nodeName: 'node3' },
  ]
  expect(stepProblems({ ...withoutThird, steps }, three)).toEqual([
    { step: 4, message: 'a cluster has 2 Nodes at least' },
  ])
  expect(endOf({ ...withoutThird, steps: steps.slice(0, 1) })).toEqual({ pods: withoutThird.pods })
  expect(endOf({ ...withoutThird, steps: steps.slice(0, 3) }).absentNodes).toEqual(['node2'])
})

test('each step is judged as if the impossible ones were not there', () => {
  const steps: Step[] = [
    { kind: 'delete-pod', podName: 'z' },
    { kind: 'delete-pod', podName: 'a' },
    { kind: 'delete-pod', podName: 'a' },
    { kind: 'create-pod', pod: pod('a') },
  ]
  expect(stepProblems({ ...start, steps }).map(({ step }) => step)).toEqual([0, 2])
})

const namesOf = ({ pods }: Scenario) => pods.map(({ name, nodeName }) => `${name}@${nodeName}`)

test('scaled to zero and back', () => {
  const steps: Step[] = [
    { kind: 'scale', serviceName: 'web', pods: [] },
    { kind: 'scale', serviceName: 'web', pods: [member('a', 'node2'), member('c')] },
  ]
  expect(namesOf(endOf({ ...start, steps: steps.slice(0, 1) }))).not.toContain('a@node1')
  expect(namesOf(endOf({ ...start, steps })).slice(-2)).toEqual(['a@node2', 'c@node1'])
})

test('a drained Node has its host-network Pods left, and the others go in turn', () => {
  const { pods } = applyStep(
    { pods: [pod('a'), pod('b'), pod('c'), pod('h', { hostNetwork: true })] },
    { kind: 'drain-node', nodeName: 'node1', to: ['node2', 'node3'] },
  )
  expect(namesOf({ pods })).toEqual(['a@node2', 'b@node3', 'c@node2', 'h@node1'])
})

test('without affinity its configuration goes', () => {
  const sticky: Service = {
    ...web,
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } },
  }
  const step: Step = { kind: 'change-service', serviceName: 'web', change: { sessionAffinity: 'None' } }
  expect(applyStep({ pods: [], services: [sticky] }, step).services).toEqual([{ ...web, sessionAffinity: 'None' }])
})

test('a step that is not possible is not made', () => {
  expect(() => applyStep(start, { kind: 'delete-pod', podName: 'z' })).toThrow('there is no Pod "z" then')
})
