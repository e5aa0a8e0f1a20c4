import { expect, test } from 'vitest'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import type { Service } from '../../properties/model/service.ts'
import { defaultProxy } from '../../properties/model/services/proxy.ts'
import { exampleTopology, linesOf } from '../networks/example-topology.fixture.ts'
import { wiringOf } from '../networks/index.ts'
import { planChange } from './change.ts'
import { serviceStage, withServices } from './services.ts'
import { startPlan } from './start-plan.ts'
import type { LabState } from './state.ts'

const proxy = defaultProxy('iptables', exampleTopology.podCIDR)
const fresh: LabState = {
  topology: exampleTopology,
  scenario: { pods: [] },
  addresses: wiringOf(flannelVxlan).addressRules.initial(exampleTopology),
  podAddresses: {},
  nodesWithPods: [],
  localPodSources: {},
  ownPods: [],
  proxy,
  services: [],
}

const pod = (hostPort?: number): Pod => ({
  name: 'a',
  nodeName: 'node1',
  hostNetwork: false,
  containers: [{ name: 'c', port: 8080, ports: [{ protocol: 'TCP', ...(hostPort !== undefined && { hostPort }) }] }],
  labels: { app: 'web' },
})
const service = (name: string, changes: Partial<Service> = {}): Service => ({
  name,
  type: 'NodePort',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  selector: { app: 'web' },
  ...changes,
})

function apply(state: LabState, pods: Pod[], ...services: Service[]): LabState {
  return withServices(flannelVxlan, state, planChange(flannelVxlan, state, { pods, services }).next)
}

/** ClusterIP and NodePort by name, of the scenario's Services alone. */
const given = ({ services }: LabState) =>
  Object.fromEntries(
    services
      .filter(({ service }) => service.type === 'NodePort')
      .map(({ service }) => [service.name, [service.clusterIP, service.ports[0]?.nodePort]]),
  )

test('a Service that stays keeps its addresses, whoever goes before it', () => {
  const both = apply(fresh, [pod()], service('first'), service('second'))
  expect(given(both)).toEqual({ first: ['10.96.0.16', 30_000], second: ['10.96.0.17', 30_001] })
  expect(given(apply(both, [pod()], service('second')))).toEqual({ second: ['10.96.0.17', 30_001] })
})

test('an address that another Service asks for is given up', () => {
  const one = apply(fresh, [pod()], service('first'))
  const ports = [{ protocol: 'TCP' as const, port: 80, targetPort: 8080, nodePort: 30_000 }]
  const asking = service('second', { clusterIP: '10.96.0.16', ports })
  expect(given(apply(one, [pod()], service('first'), asking))).toEqual({
    first: ['10.96.0.17', 30_001],
    second: ['10.96.0.16', 30_000],
  })
})

test('without a proxy no Service is served', () => {
  const { proxy: _none, ...bare } = fresh
  const next = apply(bare, [pod(12_000)], service('first'))
  expect(next.services).toEqual([])
  expect(serviceStage(flannelVxlan, bare, next)).toEqual([])
})

test('every Node gets the rules of every Service, and those of the hostPorts of its own Pods; the host outside its ways to them', () => {
  const next = apply(fresh, [pod(12_000)], service('first'))
  const [outside, ...stage] = serviceStage(flannelVxlan, fresh, next).toReversed()
  const rules = stage.toReversed().map(({ steps }) => linesOf(steps, 'iptables-restore').join('\n'))
  expect(stage.toReversed().map(({ namespace }) => namespace)).toEqual(['node1', 'node2', 'node3'])
  expect(outside?.namespace).toBe('external')
  expect(linesOf(outside?.steps ?? [], 'ip')).toContain('route replace 10.96.0.0/16 via 172.30.0.11')
  expect(rules.map((text) => text.includes(`--to-destination ${next.podAddresses.a}:8080`))).toEqual([true, true, true])
  expect(rules.map((text) => text.includes('--dports 12000'))).toEqual([true, false, false])
})

test("kube-proxy's chains are there before flannel's, which are appended", () => {
  const stages = startPlan(wiringOf(flannelVxlan), { network: flannelVxlan, ...fresh }, proxy)
  const lines = stages
    .flat()
    .flatMap(({ namespace, steps }) => (namespace === 'node1' ? linesOf(steps, 'iptables-restore') : []))
  const at = (words: string) => lines.findIndex((line) => line.includes(words))
  expect(at('-j KUBE-POSTROUTING')).toBeGreaterThan(-1)
  expect(at('-j KUBE-POSTROUTING')).toBeLessThan(at('-j FLANNEL-POSTRTG'))
  expect(at('-j KUBE-FORWARD')).toBeLessThan(at('-j FLANNEL-FWD'))
})

test('with IPVS a Node’s bridge opens its NodePorts once it is there', () => {
  const state: LabState = { ...fresh, proxy: defaultProxy('ipvs', exampleTopology.podCIDR) }
  const serversOn = (node: string, before: LabState, next: LabState) =>
    serviceStage(flannelVxlan, before, next)
      .filter(({ namespace }) => namespace === node)
      .flatMap(({ steps }) => linesOf(steps, 'ipvsadm'))
      .flatMap((line) => /^-A -t (\S+):30000 /.exec(line)?.[1] ?? [])
  const first = apply(state, [pod()], service('web'))
  expect(serversOn('node1', state, first)).toEqual(['172.30.0.11', '10.244.1.1', '10.244.1.0'])
  expect(serversOn('node3', state, first)).toEqual(['172.30.1.13', '10.244.3.0'])
  const second = apply(first, [pod(), { ...pod(), name: 'b', nodeName: 'node3' }], service('web'))
  expect(serversOn('node1', first, second)).toEqual([])
  expect(serversOn('node3', first, second)).toEqual(['10.244.3.1'])
})

test('rules are written where something changes, and only there', () => {
  const one = apply(fresh, [pod(8081)], service('first'))
  const stepsFor = (pods: Pod[], ...services: Service[]) =>
    serviceStage(flannelVxlan, one, apply(one, pods, ...services)).flatMap(({ steps }) => steps)
  expect(stepsFor([pod(8081)], service('first'))).toEqual([])
  expect(stepsFor([pod(8082)], service('first'))).not.toEqual([])
  expect(stepsFor([pod(8081)], service('first'), service('second'))).not.toEqual([])
})
