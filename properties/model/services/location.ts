import { contains } from '../address.ts'
import { externalServerPort, nodeServerPort } from '../scenario.ts'
import { defaultNamespace, serviceKey } from '../service.ts'
import type { World } from '../world.ts'
import type { ServedService } from './endpoint-slice.ts'

/**
 * Where an endpoint's address lies. `host`: the address of a Node, for host-network Pods and what the Node itself runs.
 * `gone`: in a Node's Pod range, but no Pod has it.
 */
export type Location = { kind: 'pod' | 'host' | 'gone'; nodeName: string } | { kind: 'outside' }

export function locate(world: World, address: string): Location {
  const pod = world.networkPods.find(({ ip }) => ip === address)
  if (pod !== undefined) return { kind: 'pod', nodeName: pod.nodeName }
  for (const { name, address: nodeAddress, status } of world.nodes.values()) {
    if (nodeAddress === address) return { kind: 'host', nodeName: name }
    if (status.otherPods?.includes(address)) return { kind: 'pod', nodeName: name }
    if (status.podRanges.some((range) => contains(range, address))) return { kind: 'gone', nodeName: name }
  }
  return { kind: 'outside' }
}

/** Whether a Service is one of the scenario's, behind which only podnet's servers stand; the cluster has its own as well. */
export function isOfScenario({ scenario }: World, { service }: ServedService): boolean {
  const key = serviceKey(service)
  return scenario.services?.some((one) => serviceKey(one) === key) ?? false
}

/** Whether it is the API server's own Service, `kubernetes` in the cluster's `default`. */
export function isApiServers(world: World, served: ServedService): boolean {
  const { name, namespace = defaultNamespace } = served.service
  return name === 'kubernetes' && namespace === defaultNamespace && !isOfScenario(world, served)
}

/** Identity of podnet's server at an address and port, TCP and UDP; undefined where none of podnet's listens. */
export function serverAt(world: World, address: string, port: number): string | undefined {
  for (const pod of world.pods.values()) {
    const container = pod.ip === address ? pod.containers.find((one) => one.port === port) : undefined
    if (container !== undefined) return `pod/${pod.name}/${container.name}`
  }
  const node = [...world.nodes.values()].find((one) => one.address === address)
  if (node !== undefined) return port === nodeServerPort ? `node/${node.name}` : undefined
  const { externalAddress, externalDetourAddress } = world.topology
  const outside = address === externalAddress || address === externalDetourAddress
  return outside && port === externalServerPort ? 'external' : undefined
}
