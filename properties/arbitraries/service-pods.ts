import type { Container, Pod } from '../model/scenario.ts'
import type { Audience } from './service-audience.ts'
import type { ServiceDraw } from './service-draw.ts'

/** One Service to be: its name, whom it selects and what it is. */
export interface Member {
  name: string
  audience: Audience
  draw: ServiceDraw
}

/** Label that a Pod of a Service bears: `service1: member`. */
export const memberLabel = 'member'

/** First hostPort of a Node; apart from every port the Nodes themselves and host-network Pods use. */
const firstHostPort = 12_000

/** Names of the ports of a Pod's first container, the one Services lead to. */
export const portNames = { TCP: 'main-tcp', UDP: 'main-udp' } as const

/** Pods with the labels, states and ports their Services ask for. `rolls` has a die for each Pod: 1 gives it a hostPort. */
export function dressPods(pods: readonly Pod[], services: readonly Member[], rolls: readonly number[]): Pod[] {
  const hostPorts = new Map<string, number>()
  return pods.map((pod, index): Pod => {
    const own = services.filter(({ audience }) => audience.pods.includes(pod.name))
    const hostPort = !pod.hostNetwork && rolls[index] === 1 ? next(hostPorts, pod.nodeName) : undefined
    return {
      ...pod,
      containers: pod.containers.map((container, at) => (at === 0 ? withPorts(container, hostPort) : container)),
      ...(own.length > 0 && { labels: Object.fromEntries(own.map(({ name }) => [name, memberLabel])) }),
      ...stateOf(pod, own),
      ...nameOf(pod, own, rolls[index] ?? 0),
      ...(pod.hostNetwork && rolls[index] !== 1 && { dnsPolicy: 'ClusterFirstWithHostNet' as const }),
    }
  })
}

/** Counted up on each Node, so that Pods of different Nodes have the same hostPort. */
function next(hostPorts: Map<string, number>, nodeName: string): number {
  const port = hostPorts.get(nodeName) ?? firstHostPort
  hostPorts.set(nodeName, port + 1)
  return port
}

function withPorts(container: Container, hostPort: number | undefined): Container {
  const ports = (['TCP', 'UDP'] as const).map((protocol) => ({
    name: portNames[protocol],
    protocol,
    ...(hostPort !== undefined && { hostPort }),
  }))
  return { ...container, ports }
}

/** A Service of not ready or terminating Pods has all of them so; a mixed one has one of each. */
function stateOf({ name }: Pod, services: readonly Member[]): Pick<Pod, 'ready' | 'terminating'> {
  const is = (kind: Audience['kind'], at?: number): boolean =>
    services.some(({ audience }) => audience.kind === kind && (at === undefined || audience.pods[at] === name))
  if (is('not-ready') || is('mixed', 0)) return { ready: false }
  return is('terminating') || is('mixed', 1) ? { terminating: true } : {}
}

/** Three Pods in six of a headless Service have a DNS name of their own there. */
function nameOf({ name }: Pod, services: readonly Member[], roll: number): Pick<Pod, 'hostname' | 'subdomain'> {
  const headless = services.find(({ draw }) => draw.kind === 'headless')
  return headless === undefined || roll % 2 === 0 ? {} : { hostname: name, subdomain: headless.name }
}
