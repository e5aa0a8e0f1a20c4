import type { NodeSpec } from '../../../properties/model/topology.ts'
import type { Step, ToolStep } from '../../networks/step.ts'
import type { NodeServicePort } from '../node-service-port.ts'
import { openAddresses, type ProxyContext, type ServedNode } from '../settings.ts'
import { dummyDevice } from './base.ts'
import { setChanges, setEntries } from './sets.ts'
import { serverChanges, serverRemovals, virtualServers } from './virtual-servers.ts'

/** What a Node's rules are made of. */
interface Side extends Pick<ServedNode, 'addresses'> {
  ports: readonly NodeServicePort[]
}

/**
 * Makes a Node's virtual servers, sets and addresses of kube-ipvs0 those of `after`, as a difference and in kube-proxy's
 * order: what is new is there before the rules know it, what is old goes after them.
 */
export function ipvsRules(context: ProxyContext, node: NodeSpec, before: Side, after: Side): Step[] {
  const [old, next] = [before, after].map((side) => stateOf(context, node, side)) as [State, State]
  const [bound, unbound] = [missingIn(old.bound, next.bound), missingIn(next.bound, old.bound)]
  const steps: ToolStep[] = [
    { tool: 'ipvsadm', lines: serverChanges(old.servers, next.servers) },
    { tool: 'ip', lines: bound.map((address) => `addr add ${address}/32 dev ${dummyDevice}`) },
    { tool: 'ipset', lines: setChanges(old.entries, next.entries) },
    { tool: 'ip', lines: unbound.map((address) => `addr del ${address}/32 dev ${dummyDevice}`) },
    { tool: 'ipvsadm', lines: serverRemovals(old.servers, next.servers) },
  ]
  return steps.filter(({ lines }) => lines.length > 0)
}

type State = ReturnType<typeof stateOf>

function stateOf({ proxy }: ProxyContext, node: NodeSpec, { ports, addresses }: Side) {
  // An address that another device has is left to it.
  const services = ports.flatMap(({ clusterIP, externalIPs }) => [
    clusterIP,
    ...externalIPs.filter((address) => !addresses.includes(address)),
  ])
  const bound = [...new Set(services)]
  return {
    bound,
    servers: virtualServers(proxy, ports, openAddresses(proxy, node, addresses)),
    entries: setEntries(node, ports, bound),
  }
}

const missingIn = (list: readonly string[], wanted: readonly string[]): string[] =>
  wanted.filter((one) => !list.includes(one))
