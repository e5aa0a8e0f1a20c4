import { judgeExchanges } from './checks.ts'
import type { Probe } from './model/probe.ts'
import { nodeNameOf, type World } from './model/world.ts'
import { spread } from './pairs.ts'
import type { Client } from './probes.ts'
import type { Property } from './property.ts'
import { bySilence, callers, kindOfCaller, outsideCallers } from './service-calls.ts'
import { protocolOf, toHostPort } from './service-probes.ts'

const id = 'host-ports-reach-their-pod'

export const hostPortsReachTheirPod: Property = {
  id,
  claim: "A hostPort leads to its Pod at its Node's addresses, for everybody, and is closed on the other Nodes.",
  claims: ['C13'],
  level: 'core',
  needs: [],
  ...bySilence(calls),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** Of each kind and Node one caller of each address, and the Pod itself; the Node alone may call its 127.0.0.1. */
function calls(world: World): Probe[] {
  if (world.proxy === undefined) return []
  const clients = [...callers(world), ...outsideCallers(world)]
  return hostPorts(world).flatMap(({ pod, nodeName, hostPort, protocol }) => {
    const aimed = world.topology.nodes.flatMap((node) =>
      clients.map((client) => toHostPort(client, hostPort, protocol, node)),
    )
    const keys = ({ client, target }: Probe) => [
      `${client === `pod/${pod}` ? 'itself' : kindOfCaller(world, client)} ${target.place}`,
    ]
    const isPod = ({ client }: Client) => world.networkPods.some(({ name }) => client === `pod/${name}`)
    const [own] = clients.filter((client) => nodeNameOf(world, client.client) === nodeName && !isPod(client))
    const atLoopback =
      own === undefined ? [] : [toHostPort(own, hostPort, protocol, { name: nodeName, address: '127.0.0.1' })]
    return [...spread(aimed, keys), ...atLoopback]
  })
}

function hostPorts(world: World) {
  return world.networkPods.flatMap(({ name, nodeName, containers }) =>
    containers.flatMap(({ ports = [] }) =>
      ports.flatMap((port) =>
        port.hostPort === undefined
          ? []
          : [{ pod: name, nodeName, hostPort: port.hostPort, protocol: protocolOf(port) }],
      ),
    ),
  )
}
