import { checkNodes, differs, type Problem, structuralCheck } from './checks.ts'
import { contains, hostRange } from './model/address.ts'
import type { NamespaceFacts, Route } from './model/facts.ts'
import { nodePlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import { nodeOf, type World } from './model/world.ts'
import { type PromisedRoute, promisedRoutes } from './promised-routes.ts'
import type { Property } from './property.ts'

const id = 'routes-are-what-the-network-promises'

export const routesAreWhatTheNetworkPromises: Property = {
  id,
  claim: 'Every Node has the routes its network promises, and no other into the Pod range.',
  claims: [
    'C6',
    'C21',
    'C45',
    'C46',
    'C47',
    'C59',
    'C61',
    'C63',
    'C64',
    'C66',
    'C68',
    'C69',
    'C70',
    'C72',
    'C75',
    'C76',
  ],
  level: 'core',
  needs: [],
  judge: (world, evidence) =>
    checkNodes(id, 'route-to-peer', world, evidence, (node, facts) => judgeNode(world, node.name, facts)),
}

function judgeNode(world: World, name: string, facts: NamespaceFacts): Check[] {
  const promised = promisedRoutes(world, name)
  const checks = promised.map((route) =>
    structuralCheck(
      id,
      route.rule,
      `${nodePlace(name)} route ${route.destination}`,
      routeProblems(route, facts.routes),
    ),
  )
  return [
    ...checks,
    noForeignRoute(world, name, promised, facts),
    defaultRoute(world, name, facts),
    forwarding(world, name, facts),
  ]
}

function routeProblems(promised: PromisedRoute, routes: readonly Route[]): Problem[] {
  const found = routes.filter((route) => route.destination === promised.destination)
  const [route] = found
  if (route === undefined || found.length > 1)
    return [
      { expected: `one route ${describe(promised)}`, observed: found.length === 0 ? 'none' : `${found.length} routes` },
    ]
  return [
    ...differs('type', promised.type, route.type),
    ...differs('gateway', promised.gateway, route.gateway),
    ...(promised.device === undefined ? [] : differs('device', promised.device, route.device)),
    ...(promised.devicePrefix === undefined || route.device?.startsWith(promised.devicePrefix)
      ? []
      : differs('device', `${promised.devicePrefix}*`, route.device)),
    ...(promised.protocol === undefined ? [] : differs('protocol', promised.protocol, route.protocol)),
    ...(promised.source === undefined ? [] : differs('source', promised.source, route.source)),
    ...(promised.onlink && !route.flags.includes('onlink')
      ? [{ expected: 'flag onlink', observed: `flags ${route.flags.join(' ') || 'none'}` }]
      : []),
  ]
}

function describe(route: PromisedRoute): string {
  const device = route.device ?? (route.devicePrefix === undefined ? undefined : `${route.devicePrefix}*`)
  return [
    route.type === 'unicast' ? '' : route.type,
    route.destination,
    route.gateway && `via ${route.gateway}`,
    device && `dev ${device}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function noForeignRoute(world: World, name: string, promised: readonly PromisedRoute[], facts: NamespaceFacts): Check {
  // A Node whose last Pod left keeps its bridge and the route to it.
  const known = new Set([...promised.map((route) => route.destination), ...ownBridgeRange(world, name)])
  // A borrowed Pod IP is carried by a host route on the block's owner (datapath 4.4).
  const borrowed = new Set(world.network.plugin === 'calico' ? world.networkPods.map((pod) => hostRange(pod.ip)) : [])
  const foreign = facts.routes.filter(
    (route) =>
      contains(world.topology.podCIDR, route.destination) &&
      !known.has(route.destination) &&
      !borrowed.has(route.destination),
  )
  const problems = foreign.map((route) => ({
    expected: 'no further route into the Pod range',
    observed: `${route.type === 'unicast' ? '' : `${route.type} `}${route.destination} dev ${route.device ?? 'none'}`,
  }))
  return structuralCheck(id, 'no-foreign-route', `${nodePlace(name)} routes into ${world.topology.podCIDR}`, problems)
}

function ownBridgeRange(world: World, name: string): string[] {
  return world.network.podLinks === 'bridge' ? [nodeOf(world, name).podCIDR] : []
}

function defaultRoute(world: World, name: string, facts: NamespaceFacts): Check {
  const { address } = nodeOf(world, name)
  const has = facts.routes.some((route) => route.destination === '0.0.0.0/0' && route.type === 'unicast')
  const connected = facts.routes.some(
    (route) =>
      route.protocol === 'kernel' &&
      route.gateway === undefined &&
      route.source === address &&
      contains(route.destination, address),
  )
  const problems = [
    ...(has ? [] : [{ expected: 'a default route', observed: 'none' }]),
    ...(connected ? [] : [{ expected: `a connected route of ${address}`, observed: 'none' }]),
  ]
  return structuralCheck(id, 'route-default', `${nodePlace(name)} default and connected route`, problems)
}

function forwarding(world: World, name: string, facts: NamespaceFacts): Check {
  const problems = differs('net.ipv4.ip_forward', '1', facts.sysctls['net.ipv4.ip_forward'])
  if (world.network.podLinks === 'bridge')
    problems.push(
      ...differs('net.bridge.bridge-nf-call-iptables', '1', facts.sysctls['net.bridge.bridge-nf-call-iptables']),
    )
  return structuralCheck(id, 'forwarding-enabled', `${nodePlace(name)} forwarding`, problems)
}
