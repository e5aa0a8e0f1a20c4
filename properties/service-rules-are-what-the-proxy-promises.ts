import { checkNodes, type Problem, structuralCheck } from './checks.ts'
import type { NamespaceFacts } from './model/facts.ts'
import { nodePlace } from './model/place.ts'
import type { RuleId } from './model/rules.ts'
import { affinitySeconds, isProxied, type ServicePort, servicePortKey } from './model/service.ts'
import { portEndpoints, type ServedService } from './model/services/endpoint-slice.ts'
import { endpointsFor } from './model/services/expect-service.ts'
import { isOfScenario } from './model/services/location.ts'
import { nodeAddresses } from './model/services/node-addresses.ts'
import type { ProxyMode } from './model/services/proxy.ts'
import { usableEndpoints } from './model/services/usable.ts'
import type { NodeSpec } from './model/topology.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { fromNode } from './probes.ts'
import type { Property } from './property.ts'
import { protocolOf, toClusterIP } from './service-probes.ts'
import { readIptables } from './service-rules/iptables.ts'
import { readIpvs } from './service-rules/ipvs.ts'
import { readNftables } from './service-rules/nftables.ts'
import { portId, type ReadPort, type ReadRules } from './service-rules/read-rules.ts'

const id = 'service-rules-are-what-the-proxy-promises'

export const serviceRulesAreWhatTheProxyPromises: Property = {
  id,
  claim:
    "On every Node the proxy's rules stand where packets pass, name each Service port and no other, and lead to its usable endpoints alone.",
  claims: ['C79', 'C81', 'C82', 'C93'],
  level: 'extended',
  needs: [],
  judge(world, evidence) {
    const { proxy } = world
    if (proxy === undefined) return []
    return checkNodes(id, 'proxy-ports', world, evidence, (node, facts) =>
      judgeNode(world, node, readers[proxy.mode](facts, world, node)),
    )
  },
}

type Reader = (facts: NamespaceFacts, world: World, node: NodeSpec) => ReadRules

const readers: Readonly<Record<ProxyMode, Reader>> = {
  iptables: ({ natRules }) => readIptables(natRules),
  nftables: ({ proxyTable }) => readNftables(proxyTable),
  ipvs: ({ virtualServers }, world, node) => {
    const seconds = promised(world, node).flatMap(({ key, seconds }) =>
      seconds === undefined ? [] : [[key, seconds] as const],
    )
    return readIpvs(virtualServers, nodeAddresses(world, node.name), new Map(seconds))
  },
}

function judgeNode(world: World, node: NodeSpec, rules: ReadRules): Check[] {
  const check = (rule: RuleId, what: string, problems: readonly Problem[]): Check =>
    structuralCheck(id, rule, `${nodePlace(node.name)} ${what}`, problems)
  const jumps = rules.missingJumps.map((observed) => ({ expected: 'the way into the proxy', observed }))
  const ports = promised(world, node)
  const present = ports.flatMap((port) => {
    const read = rules.ports.get(port.key)
    return read === undefined ? [] : [{ ...port, read }]
  })
  return [
    check('proxy-jumps', 'ways into the proxy', jumps),
    check('proxy-ports', 'Service ports in the rules', [...missing(ports, rules), ...leftOver(world, rules)]),
    check('proxy-endpoints', 'endpoints in the rules', present.flatMap(endpointProblems)),
    check('proxy-affinity', 'affinity in the rules', present.flatMap(affinityProblems)),
    ...(world.proxy?.mode === 'ipvs'
      ? [check('proxy-scheduler', 'schedulers', schedulerProblems(world.proxy.scheduler ?? 'rr', rules))]
      : []),
  ]
}

interface PromisedPort {
  key: string
  name: string
  endpoints: string[]
  /** Where else calls to it come from outside, as far as somebody may answer them on some Node. */
  outside: { keys: string[]; nodePorts: string[] }
  seconds: number | undefined
}

/** Every Service port at its ClusterIP, those of the cluster's own Services among them where it is podnet's. */
function promised(world: World, node: NodeSpec): PromisedPort[] {
  return portsOf(world).map(({ served, port }) => {
    const { service } = served
    const endpoints = endpointsFor(world, toClusterIP(fromNode(node), served, port))
    const protocol = protocolOf(port)
    // Policies make calls from outside end otherwise where no endpoint is here, but not the way to them.
    const { any } = usableEndpoints(service, portEndpoints(served, port), node)
    return {
      key: portId(protocol, service.clusterIP ?? '', port.port),
      name: servicePortKey(service, port),
      endpoints: endpoints.map((endpoint) => `${endpoint.address}:${endpoint.port}`),
      outside: {
        keys: any ? (service.externalIPs ?? []).map((address) => portId(protocol, address, port.port)) : [],
        nodePorts: any && port.nodePort !== undefined ? [`${protocol} ${port.nodePort}`] : [],
      },
      seconds: affinitySeconds(service),
    }
  })
}

const portsOf = (world: World): { served: ServedService; port: ServicePort }[] =>
  world.services
    .filter((served) => isProxied(served.service) && (world.status.shared !== true || isOfScenario(world, served)))
    .flatMap((served) => served.service.ports.map((port) => ({ served, port })))

/** What nobody may answer needs no way to endpoints. */
function missing(ports: readonly PromisedPort[], rules: ReadRules): Problem[] {
  return ports.flatMap(({ name, key, endpoints, outside }) => {
    const keys = [...(endpoints.length > 0 ? [key] : []), ...outside.keys].filter((one) => !rules.ports.has(one))
    const nodePorts = outside.nodePorts.filter((one) => !rules.nodePorts.has(one))
    return [...keys, ...nodePorts.map((one) => `NodePort ${one}`)].map((where) => {
      return { expected: `rules for service ${name} at ${where}`, observed: 'none' }
    })
  })
}

function leftOver(world: World, rules: ReadRules): Problem[] {
  const all = portsOf(world)
  const known = new Set(
    all.flatMap(({ served: { service }, port }) =>
      [service.clusterIP ?? '', ...(service.externalIPs ?? [])].map((address) =>
        portId(protocolOf(port), address, port.port),
      ),
    ),
  )
  // Whose other rules are is not known there: only addresses of the scenario's Services are looked at.
  const { shared } = world.status
  const addresses = new Set(all.map(({ served: { service } }) => service.clusterIP ?? ''))
  const isOthers = (key: string): boolean =>
    shared === true && ![...addresses].some((address) => key.includes(` ${address}:`))
  const nodePorts = new Set(all.map(({ port }) => `${protocolOf(port)} ${port.nodePort}`))
  return [
    ...[...rules.ports.keys()]
      .filter((key) => !known.has(key) && !isOthers(key))
      .map((key) => ({ expected: `nothing at ${key}`, observed: 'rules' })),
    ...[...rules.nodePorts]
      .filter((key) => !nodePorts.has(key) && shared !== true)
      .map((key) => ({ expected: `nothing at NodePort ${key}`, observed: 'rules' })),
  ]
}

type PresentPort = PromisedPort & { read: ReadPort }

function endpointProblems({ name, endpoints, read }: PresentPort): Problem[] {
  const words = (list: readonly string[]) => [...list].sort().join(', ') || 'none'
  if (words(endpoints) !== words(read.endpoints))
    return [{ expected: `service ${name} to ${words(endpoints)}`, observed: words(read.endpoints) }]
  return read.even ? [] : [{ expected: `service ${name} to each endpoint as often`, observed: 'uneven shares' }]
}

function affinityProblems({ name, seconds, endpoints, read }: PresentPort): Problem[] {
  // Without endpoints there is nothing to stay with.
  if (endpoints.length === 0) return []
  const expected = seconds === undefined ? '' : `${seconds}`
  const observed = read.seconds.join(' and ')
  if (expected === observed) return []
  const words = (text: string) => (text === '' ? 'nobody remembered' : `clients remembered for ${text} s`)
  return [{ expected: `service ${name}: ${words(expected)}`, observed: words(observed) }]
}

function schedulerProblems(expected: string, { ports }: ReadRules): Problem[] {
  return [...ports]
    .filter(([, { scheduler }]) => scheduler !== expected)
    .map(([key, { scheduler }]) => ({ expected: `scheduler ${expected} at ${key}`, observed: `${scheduler}` }))
}
