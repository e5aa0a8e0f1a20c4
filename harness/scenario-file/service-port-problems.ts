import { nodePortRange, type ServicePort } from '../../properties/model/service.ts'
import { duplicate, forbidden, invalid, required } from './api-words.ts'
import type { Draft } from './draft.ts'
import type { Path, Problem } from './problem.ts'
import type { PlacedService } from './service-problems.ts'

interface PlacedPort {
  port: Draft<ServicePort>
  path: Path
}

/** Names and numbers of Services' ports; NodePorts belong to one Service each, whatever the protocol. */
export function servicePortProblems(services: readonly PlacedService[]): Problem[] {
  const owners = new Map<number, PlacedService>()
  return services.flatMap((placed) => {
    const ports = (placed.service.ports ?? []).flatMap((port, index): PlacedPort[] =>
      port === undefined ? [] : [{ port, path: [...placed.path, 'ports', index] }],
    )
    return [
      ...missingPorts(placed),
      ...nameProblems(ports, (placed.service.ports ?? []).length > 1),
      ...repeatedPorts(ports),
      ...ports.flatMap((one) => nodePortProblems(one, placed, ports, owners)),
    ]
  })
}

function missingPorts({ service, path }: PlacedService): Problem[] {
  const { type, clusterIP, ports } = service
  const mayHaveNone = type === undefined || type === 'ExternalName' || clusterIP === 'None'
  return mayHaveNone || ports === undefined || ports.length > 0 ? [] : [{ path: [...path, 'ports'], message: required }]
}

function nameProblems(ports: readonly PlacedPort[], several: boolean): Problem[] {
  const names = new Set<string>()
  return ports.flatMap(({ port, path }): Problem[] => {
    const at = [...path, 'name']
    if (port.name === undefined) return several && !('name' in port) ? [{ path: at, message: required }] : []
    if (names.has(port.name)) return [{ path: at, message: duplicate(port.name) }]
    names.add(port.name)
    return []
  })
}

function repeatedPorts(ports: readonly PlacedPort[]): Problem[] {
  const seen = new Set<string>()
  return ports.flatMap(({ port: { port, protocol }, path }) => {
    if (port === undefined || protocol === undefined) return []
    const key = `${protocol} ${port}`
    if (!seen.has(key)) {
      seen.add(key)
      return []
    }
    const value = { Name: '', Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }
    return [{ path, message: duplicate(value) }]
  })
}

function nodePortProblems(
  { port: { nodePort, protocol }, path }: PlacedPort,
  placed: PlacedService,
  ports: readonly PlacedPort[],
  owners: Map<number, PlacedService>,
): Problem[] {
  if (nodePort === undefined) return []
  const at = [...path, 'nodePort']
  const { first, last } = nodePortRange
  if (placed.service.type === 'ClusterIP')
    return [{ path: at, message: forbidden("may not be used when `type` is 'ClusterIP'") }]
  if (nodePort < first || nodePort > last) {
    const why = `provided port is not in the valid range. The range of valid ports is ${first}-${last}`
    return [{ path: at, message: invalid(nodePort, why) }]
  }
  const same = ports.find(({ port }) => port.nodePort === nodePort && port.protocol === protocol)
  if (same !== undefined && same.path !== path) return [{ path: at, message: duplicate(nodePort) }]
  const owner = owners.get(nodePort) ?? placed
  owners.set(nodePort, owner)
  return owner === placed ? [] : [{ path: at, message: invalid(nodePort, 'provided port is already allocated') }]
}
