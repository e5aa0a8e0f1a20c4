import { type Audience, audienceKinds } from '../arbitraries/service-audience.ts'
import type { ServiceDraw } from '../arbitraries/service-draw.ts'
import { makeService } from '../arbitraries/service-from-draw.ts'
import { dressPods, type Member } from '../arbitraries/service-pods.ts'
import type { Pod, Scenario } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'

/** Pods of one audience: three allow a mixed one. */
const members = 3

/**
 * Scenarios that together have everything the generator can make in a topology: Pods of one and of several containers, host-network
 * Pods on every Node, and with Services each kind of Service for each kind of audience, plain and with everything that goes
 * with it. `podsPerNode` and `services` are the most there may be, `audiences` those Services select.
 */
export function richScenarios(
  topology: Topology,
  podsPerNode: number,
  services: number | undefined,
  audiences: readonly Audience['kind'][] = audienceKinds,
): Scenario[] {
  const pods = richPods(topology, podsPerNode)
  if (services === undefined) return [{ pods }]
  return audiences.flatMap((kind) => {
    const audience = audienceOf(kind, topology, pods)
    const drawn = draws.map((draw) => ({ audience, draw }))
    // What shares Pods or port numbers needs two.
    const together = services === 1 ? 1 : drawn.length
    return Array.from({ length: Math.ceil(drawn.length / together) }, (_, part) => {
      const all = drawn.slice(part * together, (part + 1) * together)
      const chosen = all.map(({ audience, draw }, index): Member => ({ name: `service${index + 1}`, audience, draw }))
      const dressed = dressPods(
        pods,
        chosen,
        pods.map((_, index) => (index % 2) + 1),
      )
      return { pods: dressed, services: chosen.map((member, index) => makeService(topology, dressed, member, index)) }
    })
  })
}

function richPods(topology: Topology, podsPerNode: number): Pod[] {
  const own = topology.nodes.flatMap(({ name: nodeName }) =>
    Array.from(
      { length: Math.min(podsPerNode, 2) },
      (_, index): Omit<Pod, 'name'> => ({
        nodeName,
        hostNetwork: false,
        containers: [8080, 8081]
          .slice(0, index + 1)
          .map((port) => ({ name: port === 8080 ? 'main' : 'sidecar1', port })),
      }),
    ),
  )
  const host = topology.nodes.map(
    ({ name: nodeName }): Omit<Pod, 'name'> => ({
      nodeName,
      hostNetwork: true,
      containers: [{ name: 'main', port: 20_000 }],
    }),
  )
  return [...own, ...host].map((pod, index) => ({ ...pod, name: `pod${index + 1}` }))
}

function audienceOf(kind: Audience['kind'], topology: Topology, pods: readonly Pod[]): Audience {
  const own = pods.filter(({ hostNetwork }) => !hostNetwork)
  const host = pods.filter(({ hostNetwork }) => hostNetwork)
  const onNode = (name: string) => own.filter(({ nodeName }) => nodeName === name)
  const eachNode = topology.nodes.flatMap(({ name }) => onNode(name).slice(0, 1))
  const chosen: Record<Audience['kind'], readonly Pod[]> = {
    some: own.slice(0, members),
    shared: own.slice(0, members),
    one: own.slice(0, 1),
    'one-node': onNode(topology.nodes[0]?.name ?? ''),
    'every-node': eachNode,
    host: [...host.slice(0, 1), ...own.slice(0, 1)],
    nobody: [],
    'not-ready': own.slice(0, 2),
    terminating: own.slice(0, 2),
    mixed: own.slice(0, members),
  }
  return { kind, pods: chosen[kind].map(({ name }) => name) }
}

const plain = {
  namedTarget: false,
  affinitySeconds: undefined,
  externalPolicy: 'Cluster',
  internalPolicy: 'Cluster',
  publishNotReady: false,
  distribution: undefined,
  externalIP: true,
  asksForAddresses: false,
  port: 80,
  aliasOf: 'kubernetes.default.svc.cluster.local',
} as const
const full = {
  ...plain,
  namedTarget: true,
  affinitySeconds: 5,
  externalPolicy: 'Local',
  internalPolicy: 'Local',
  publishNotReady: true,
  distribution: 'PreferSameNode',
} as const
const ports: Pick<ServiceDraw, 'ports' | 'protocol'>[] = [
  { ports: 'one', protocol: 'TCP' },
  { ports: 'one', protocol: 'UDP' },
  { ports: 'tcp-and-udp', protocol: 'TCP' },
  { ports: 'several', protocol: 'TCP' },
  { ports: 'several', protocol: 'UDP' },
]
const tcp = { ports: 'one', protocol: 'TCP' } as const

/** Each kind of Service plain, and those that a proxy serves with all that goes with them, for each kind of ports. */
const draws: ServiceDraw[] = [
  { kind: 'external-name', ...tcp, ...plain },
  { kind: 'headless', ...tcp, ...plain },
  ...(['cluster-ip', 'node-port', 'selectorless'] as const).flatMap((kind): ServiceDraw[] => [
    { kind, ...tcp, ...plain },
    ...ports.map((one): ServiceDraw => ({ kind, ...one, ...full })),
  ]),
]
