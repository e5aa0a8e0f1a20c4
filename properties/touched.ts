import { isNamed, isOf, startOf, statesOf } from './model/apply-step.ts'
import type { Flow, FlowReport } from './model/flow.ts'
import { isCarriedByDaemon } from './model/networks/network.ts'
import { type PlaceId, placeKind, placeName, podPlace } from './model/place.ts'
import type { Scenario } from './model/scenario.ts'
import { type Service, servicePortKey } from './model/service.ts'
import { selects } from './model/services/endpoints.ts'
import type { Step } from './model/step.ts'
import type { World } from './model/world.ts'

/** What a Step changes: Pods, Services as `namespace/name`, and Nodes with all that goes to them or comes from them. */
interface Touched {
  pods: ReadonlySet<string>
  isService(service: Service): boolean
  nodeName?: string
}

const none: Touched = { pods: new Set(), isService: () => false }

function touchedBy(before: Scenario, step: Step): Touched {
  const pods = (...names: string[]): Touched => ({ ...none, pods: new Set(names) })
  switch (step.kind) {
    case 'create-pod':
      return pods(step.pod.name)
    case 'delete-pod':
    case 'move-pod':
    case 'set-readiness':
      return pods(step.podName)
    case 'reuse-address':
      return pods(step.podName, step.pod.name)
    case 'scale':
      return pods(
        ...before.pods.filter((pod) => isOf(before, step, pod)).map(({ name }) => name),
        ...step.pods.map(({ name }) => name),
      )
    case 'drain-node':
      return pods(...before.pods.filter((pod) => pod.nodeName === step.nodeName).map(({ name }) => name))
    case 'change-service':
    case 'delete-service':
      return { ...none, isService: (service) => isNamed(service, step) }
    case 'create-service':
      return { ...none, isService: (service) => isNamed(service, { ...step.service, serviceName: step.service.name }) }
    // What has an end on it: it has no Pods, and no endpoint of a Service.
    case 'remove-node':
    case 'flap-link':
      return { ...none, nodeName: step.nodeName }
    // Whoever is there must not notice that somebody comes.
    case 'add-node':
    case 'restart':
      return none
  }
}

/**
 * Whether a Step of the scenario changes what a flow depends on. A held TCP connection depends on its two ends and its
 * Service; what begins anew, or is of UDP, on every endpoint of the Service as well. A restart changes nothing for what the
 * kernel moves. Rather too much than too little: what is not touched must go on.
 */
export function isTouched(
  { network, scenario }: Pick<World, 'network' | 'scenario'>,
  { kind, probe }: Flow,
  { servers }: FlowReport,
): boolean {
  const states = [startOf(scenario), ...statesOf(scenario)]
  const isConnection = kind === 'held' && probe.protocol === 'tcp'
  const ends: PlaceId[] = [probe.client, ...(probe.target.place === undefined ? [] : [probe.target.place])]
  const podsOfFlow = new Set([
    ...ends.filter((place) => placeKind(place) === 'pod').map(placeName),
    ...servers.flatMap(podOf),
  ])
  return (scenario.steps ?? []).some((step, index) => {
    if (step.kind === 'restart') return step.what === 'network-daemon' && isCarriedByDaemon(network)
    const before = states[index] as Scenario
    const after = states[index + 1] as Scenario
    const { pods, isService, nodeName } = touchedBy(before, step)
    if ([...podsOfFlow].some((name) => pods.has(name))) return true
    const [service] = [before, after].flatMap((state) => serviceOf(state, probe.target.service) ?? [])
    if (service !== undefined && isService(service)) return true
    if (nodeName !== undefined && usesLink(before, [...podsOfFlow], ends, nodeName)) return true
    if (service === undefined || isConnection) return false
    // An answer may have come from any endpoint, also from one that never gave one.
    if (nodeName !== undefined && step.kind === 'flap-link') return true
    return [before, after].some((state) =>
      [...pods].some((name) => state.pods.some((pod) => pod.name === name && isMember(service, pod))),
    )
  })
}

function isMember(service: Service, pod: Scenario['pods'][number]): boolean {
  const own = service.endpointSlices?.flatMap(({ endpoints }) => endpoints.map(({ target }) => target)) ?? []
  return selects(service, pod) || own.includes(podPlace(pod.name))
}

/** The Pod of `pod/NAME/CONTAINER`. */
const podOf = ({ identity }: { identity: string }): string[] =>
  identity.startsWith('pod/') ? [identity.split('/')[1] ?? ''] : []

function serviceOf({ services = [] }: Scenario, target: string | undefined): Service | undefined {
  return services.find((service) => service.ports.some((port) => servicePortKey(service, port) === target))
}

/** A way between two places of one Node does not use its uplink, but whether that is so is not always known. */
function usesLink({ pods }: Scenario, names: readonly string[], ends: readonly PlaceId[], nodeName: string): boolean {
  const own = names.map((name) => pods.find((pod) => pod.name === name)?.nodeName)
  const nodes = ends.filter((place) => placeKind(place) === 'node').map(placeName)
  return [...own, ...nodes].includes(nodeName)
}
