import { iptablesChains, iptablesEndpointChain } from '../../../clusters/proxy/names.ts'
import { nodePlace } from '../../../properties/model/place.ts'
import { closedPort } from '../../../properties/model/scenario.ts'
import { type ServicePort, serviceKey, servicePortKey } from '../../../properties/model/service.ts'
import { type Endpoint, portEndpoints, type ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import type { World } from '../../../properties/model/world.ts'
import { type ServedPort, servedPorts } from '../../../properties/service-calls.ts'
import { protocolOf } from '../../../properties/service-probes.ts'
import { servicesAnswerEveryClient } from '../../../properties/services-answer-every-client.ts'
import { endsOf, type FaultKind, type Script } from './fault.ts'

/** Faults of the rules of one Service port, on every Node, as the iptables proxy writes them. */
function ofService(
  name: string,
  scripts: (named: Named, endpoint: Endpoint | undefined, clusterIP: string) => string[],
  ofEndpoint: boolean,
  protocols: readonly string[] = ['TCP', 'UDP'],
): FaultKind {
  return {
    name,
    properties: [servicesAnswerEveryClient],
    mostLeft: 3,
    make(world, pick) {
      const chosen = pick(
        servedPorts(world).filter(
          (one) =>
            protocols.includes(one.port.protocol) && podsOf(one).length > 0 && !(ofEndpoint && mayEscape(one.served)),
        ),
      )
      const pod = chosen && pick(podsOf(chosen))
      if (chosen === undefined || pod === undefined) return undefined
      const key = servicePortKey(chosen.served.service, chosen.port)
      return {
        plant(now) {
          const served = findPort(now, chosen)
          if (served === undefined) return []
          const endpoint = endpointsOf(served).find((one) => one.pod === pod)
          if (ofEndpoint && endpoint === undefined) return []
          const named = { name: key, protocol: protocolOf(served.port) }
          const script = scripts(named, endpoint, served.served.service.clusterIP ?? '').join(' && ')
          return now.topology.nodes.map((node): Script => [nodePlace(node.name), script])
        },
        breaks: (now, probe, server) =>
          probe.target.service === key && (!ofEndpoint || now.pods.get(pod)?.ip === server),
      }
    },
  }
}

/** With affinity a client that met a good endpoint stays there, and under a Local policy few clients meet any. */
const mayEscape = ({ service: { sessionAffinity, internalTrafficPolicy } }: ServedService): boolean =>
  sessionAffinity !== undefined || internalTrafficPolicy !== undefined

interface Named {
  name: string
  protocol: 'tcp' | 'udp'
}

const endpointsOf = ({ served, port }: ServedPort): Endpoint[] =>
  portEndpoints(served, port).filter(({ conditions }) => conditions.ready)

const podsOf = (one: ServedPort): string[] => endpointsOf(one).flatMap(({ pod }) => pod ?? [])

function findPort(
  world: World,
  { served, port }: { served: ServedService; port: ServicePort },
): ServedPort | undefined {
  const key = serviceKey(served.service)
  return servedPorts(world).find(
    (one) =>
      serviceKey(one.served.service) === key && one.port.name === port.name && one.port.protocol === port.protocol,
  )
}

/** What an endpoint's chain does, replaced. */
function leadTo(destination: (address: string) => string) {
  return (named: Named, endpoint: Endpoint | undefined): string[] => {
    if (endpoint === undefined) return []
    const chain = iptablesEndpointChain(named, endpoint)
    return [
      `iptables -w -t nat -F ${chain}`,
      `iptables -w -t nat -A ${chain} -p ${named.protocol} -j DNAT --to-destination ${destination(endpoint.address)}`,
    ]
  }
}

/** An address of the same Node that no Pod of the bench has. */
const nobodyNear = (address: string): string => address.replace(/\d+$/, '250')

const postrouting = '-j KUBE-POSTROUTING'

export const serviceFaults: FaultKind[] = [
  ofService(
    "a Service's chain emptied",
    (named) => [`iptables -w -t nat -F ${iptablesChains(named).cluster} || true`],
    false,
  ),
  ofService(
    "an endpoint's rule with a wrong port",
    leadTo((address) => `${address}:${closedPort}`),
    true,
  ),
  ofService("an endpoint's rule with an address nobody has", leadTo(nobodyNear), true),
  ofService(
    "UDP to a Service's address dropped",
    (_, __, clusterIP) => [
      'nft add table ip planted',
      'nft delete table ip planted',
      'nft add table ip planted',
      "nft add chain ip planted early '{ type filter hook prerouting priority -450 ; }'",
      "nft add chain ip planted own '{ type filter hook output priority -450 ; }'",
      `nft add rule ip planted early ip daddr ${clusterIP} meta l4proto udp drop`,
      `nft add rule ip planted own ip daddr ${clusterIP} meta l4proto udp drop`,
    ],
    false,
    ['UDP'],
  ),
  {
    name: 'the jump to KUBE-POSTROUTING removed on one Node',
    properties: [servicesAnswerEveryClient],
    mostLeft: 3,
    make(world, pick) {
      const node = pick(world.topology.nodes)?.name
      if (node === undefined) return undefined
      const script = `iptables-save -t nat | sed '/^-A POSTROUTING .*${postrouting}/d' | iptables-restore -T nat`
      return {
        plant: () => [[nodePlace(node), script]],
        breaks(now, probe, server) {
          const { clientNode, clientPod, serverPod } = endsOf(now, probe, server)
          return clientNode === node && (clientPod === undefined || clientPod === serverPod)
        },
      }
    },
  },
]
