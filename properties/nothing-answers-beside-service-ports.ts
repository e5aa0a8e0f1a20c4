import { judgeExchanges } from './checks.ts'
import { hostAddress, rangeSize } from './model/address.ts'
import type { Probe, Protocol } from './model/probe.ts'
import { closedPort } from './model/scenario.ts'
import { isProxied, nodePortRange } from './model/service.ts'
import type { World } from './model/world.ts'
import { spread } from './pairs.ts'
import { bothProtocols, type Client } from './probes.ts'
import type { Property } from './property.ts'
import { bySilence, callers, kindOfCaller, outsideCallers, outsideWays, servedPorts } from './service-calls.ts'
import { toHostPort, toServiceRange } from './service-probes.ts'

const id = 'nothing-answers-beside-service-ports'

export const nothingAnswersBesideServicePorts: Property = {
  id,
  claim:
    'Nothing answers at a port of a ClusterIP that is no Service port, at an address no Service has, at a NodePort of nobody; a ping to a ClusterIP ends as the proxy mode says.',
  claims: ['C79'],
  level: 'core',
  needs: [],
  ...bySilence(calls),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** One caller of each kind and Node: what they all call says nothing of one Service more than of another. */
function calls(world: World): Probe[] {
  const [first] = servedPorts(world)
  if (first === undefined) return []
  const { service } = first.served
  const inside = spread(callers(world), ({ client }) => [kindOfCaller(world, client)])
  const free = unallocated(world)
  const ways: { client: Client; through?: string }[] = [...inside.map((client) => ({ client })), ...outsideWays(world)]
  return [
    ...ways.flatMap(({ client, through }) => {
      const to = (address: string, port: number, protocol: Protocol) =>
        toServiceRange(client, address, port, protocol, through)
      return [
        ...bothProtocols.map((protocol) => to(service.clusterIP ?? '', closedPort, protocol)),
        ...bothProtocols.map((protocol) => to(free, 80, protocol)),
        to(service.clusterIP ?? '', 0, 'icmp'),
      ]
    }),
    ...[...inside, ...outsideCallers(world)].flatMap((client) => toNobodysNodePort(world, client)),
  ]
}

/** The highest address of the Service range that no Service has. */
function unallocated(world: World): string {
  const { serviceCIDR } = world.topology
  const taken = new Set(world.services.map(({ service }) => service.clusterIP))
  for (let n = rangeSize(serviceCIDR) - 2; n > 0; n -= 1) {
    const address = hostAddress(serviceCIDR, n)
    if (!taken.has(address)) return address
  }
  throw new Error(`every address of ${serviceCIDR} is taken`)
}

function toNobodysNodePort(world: World, client: Client): Probe[] {
  const taken = new Set(
    world.services
      .filter(({ service }) => isProxied(service))
      .flatMap(({ service }) => service.ports.map(({ nodePort }) => nodePort)),
  )
  for (const pod of world.pods.values()) for (const { port } of pod.containers) taken.add(port)
  let port = nodePortRange.last
  while (taken.has(port)) port -= 1
  return world.topology.nodes.flatMap((node) =>
    bothProtocols.map((protocol): Probe => {
      const probe = toHostPort(client, port, protocol, node)
      return { ...probe, target: { ...probe.target, kind: 'node-port' } }
    }),
  )
}
