import type { Pod, Scenario } from '../model/scenario.ts'
import { isProxied, type Service } from '../model/service.ts'
import { selects } from '../model/services/endpoints.ts'
import type { ServiceChange, Step } from '../model/step.ts'

/** A Service that is away. */
export interface Deleted {
  service: Service
  /** The Pods there were when it went. */
  before: readonly Pod[]
}

/** What earlier Steps took away. */
export interface Memory {
  deleted: readonly Deleted[]
  /** Services without Pods since, and all Pods there were. */
  scaled: readonly { serviceName: string; before: readonly Pod[] }[]
  /** Pods made so far: the next one's number. */
  pods: number
}

interface Situation {
  state: Scenario
  /** Of Nodes that are part of the cluster. */
  nodeNames: readonly string[]
  memory: Memory
  dice: readonly [number, number, number]
}

/** A kind of Step. */
interface Draw {
  /** Its share among those that have something to offer. */
  weight(situation: Pick<Situation, 'state' | 'memory'>): number
  /** Steps that may be possible, the preferred first. */
  offer(situation: Situation): Step[]
}

export const pick = <T>(list: readonly T[], die: number): T | undefined => list[die % list.length]

/** The list from a place on, and what is before that place after it. */
const from = <T>(list: readonly T[], die: number): T[] =>
  list.length === 0 ? [] : [...list.slice(die % list.length), ...list.slice(0, die % list.length)]

const always = (weight: number) => () => weight

const servicesOf = ({ state, memory }: Pick<Situation, 'state' | 'memory'>): Service[] => [
  ...(state.services ?? []),
  ...memory.deleted.map(({ service }) => service),
]

/**
 * Pods of Services that are away first, seven times in ten; else, mostly, those that any Service has: what happens to
 * others shows little.
 */
function podsOf(situation: Situation): Pod[] {
  const { state, memory, dice } = situation
  const shuffled = from(
    state.pods.filter(({ hostNetwork }) => !hostNetwork),
    dice[0],
  )
  const first = (services: readonly Service[]): Pod[] => {
    const isTheirs = (pod: Pod) => services.some((service) => selects(service, pod))
    return [...shuffled.filter(isTheirs), ...shuffled.filter((pod) => !isTheirs(pod))]
  }
  const away = memory.deleted.map(({ service }) => service)
  if (away.length > 0 && dice[2] % 10 < 7) return first(away)
  return dice[2] % 10 < 9 ? first(servicesOf(situation)) : shuffled
}

/** Those with UDP ports and Pods first, three in four times: connection tracking holds on to UDP. */
function proxiedOf({ state, dice }: Situation): Service[] {
  const shuffled = from((state.services ?? []).filter(isProxied), dice[0])
  const isFirst = (service: Service) =>
    service.ports.some(({ protocol }) => protocol === 'UDP') && state.pods.some((pod) => selects(service, pod))
  return dice[2] % 4 === 0 ? shuffled : [...shuffled.filter(isFirst), ...shuffled.filter((one) => !isFirst(one))]
}

/** A Pod like another one, but for what a Pod has for itself. */
function like(
  { hostname: _hostname, subdomain: _subdomain, terminating: _terminating, ...pod }: Pod,
  name: string,
): Pod {
  const containers = pod.containers.map(({ ports, ...container }) => ({
    ...container,
    ...(ports !== undefined && { ports: ports.map(({ hostPort: _hostPort, ...port }) => port) }),
  }))
  return { ...pod, name, containers, ready: true }
}

/** A Service that comes again to the Pods it left shows little. */
function hasChanged({ pods }: Scenario, { service, before }: Deleted): boolean {
  const own = (list: readonly Pod[]) => JSON.stringify(list.filter((pod) => selects(service, pod)))
  return own(pods) !== own(before)
}

const newName = ({ pods }: Memory): string => `new${pods + 1}`

export const draws: readonly Draw[] = [
  {
    weight: always(5),
    offer: (situation) =>
      podsOf(situation).map(({ name, ready = true }) => ({ kind: 'set-readiness', podName: name, ready: !ready })),
  },
  {
    weight: always(4),
    offer: (situation) => podsOf(situation).map(({ name }) => ({ kind: 'delete-pod', podName: name })),
  },
  {
    weight: always(4),
    offer: (situation) => {
      const [first, second] = podsOf(situation)
      return [first, second].flatMap((pod) =>
        from(situation.nodeNames, situation.dice[1]).flatMap((nodeName): Step[] =>
          pod === undefined ? [] : [{ kind: 'move-pod', podName: pod.name, nodeName }],
        ),
      )
    },
  },
  {
    weight: always(3),
    offer: (situation) => {
      const [pattern] = podsOf(situation)
      const nodeName = pick(situation.nodeNames, situation.dice[1])
      if (pattern === undefined || nodeName === undefined) return []
      return [{ kind: 'create-pod', pod: { ...like(pattern, newName(situation.memory)), nodeName } }]
    },
  },
  {
    weight: always(2),
    offer: (situation) =>
      podsOf(situation).map((pod) => ({
        kind: 'reuse-address',
        podName: pod.name,
        pod: { ...like(pod, newName(situation.memory)), ...(situation.dice[1] % 2 === 0 && { labels: {} }) },
      })),
  },
  {
    weight: always(2),
    offer: (situation) => proxiedOf(situation).map(({ name }) => ({ kind: 'scale', serviceName: name, pods: [] })),
  },
  {
    weight: ({ memory }) => (memory.scaled.length > 0 ? 8 : 0),
    offer: ({ state, memory, dice }) =>
      from(memory.scaled, dice[0]).flatMap(({ serviceName, before }): Step[] => {
        const service = state.services?.find(({ name }) => name === serviceName)
        if (service === undefined) return []
        const gone = before.filter((pod) => selects(service, pod))
        return [{ kind: 'scale', serviceName, pods: gone }]
      }),
  },
  {
    weight: always(4),
    offer: (situation) =>
      proxiedOf(situation).flatMap((service): Step[] =>
        changesOf(situation, service).map((change) => ({ kind: 'change-service', serviceName: service.name, change })),
      ),
  },
  {
    weight: ({ memory }) => (memory.deleted.length > 0 ? 1 : 5),
    offer: (situation) => proxiedOf(situation).map(({ name }) => ({ kind: 'delete-service', serviceName: name })),
  },
  {
    weight: ({ state, memory }) => (memory.deleted.some((one) => hasChanged(state, one)) ? 14 : 2),
    offer: ({ state, memory, dice }) => {
      const shuffled = from(memory.deleted, dice[0])
      const changed = shuffled.filter((one) => hasChanged(state, one))
      return [...changed, ...shuffled].map(({ service }) => ({ kind: 'create-service', service }))
    },
  },
  {
    weight: always(1),
    offer: ({ nodeNames, dice }) =>
      from(nodeNames, dice[0]).map((nodeName) => ({
        kind: 'drain-node',
        nodeName,
        to: nodeNames.filter((name) => name !== nodeName),
      })),
  },
  {
    weight: ({ state }) => ((state.absentNodes ?? []).length > 0 ? 6 : 0),
    offer: ({ state, dice }) =>
      from(state.absentNodes ?? [], dice[0]).map((nodeName) => ({ kind: 'add-node', nodeName })),
  },
  {
    weight: always(2),
    offer: ({ nodeNames, dice }) => from(nodeNames, dice[0]).map((nodeName) => ({ kind: 'remove-node', nodeName })),
  },
  {
    weight: always(1),
    offer: ({ nodeNames, dice }) => from(nodeNames, dice[0]).map((nodeName) => ({ kind: 'flap-link', nodeName })),
  },
  {
    weight: always(1),
    offer: ({ dice }) =>
      from(['proxy', 'dns', 'network-daemon'] as const, dice[0]).map((what) => ({ kind: 'restart', what })),
  },
]

/** Each part of a Service in another way than it is, the drawn one first; the API server takes all of them. */
function changesOf({ state, dice }: Situation, service: Service): ServiceChange[] {
  const others = (state.services ?? []).filter((other) => other !== service && other.selector !== undefined)
  const selector = pick(others, dice[1] >>> 3)?.selector
  const [first, ...rest] = service.ports
  const isExternal = service.type === 'NodePort' || (service.externalIPs ?? []).length > 0
  const other = { Cluster: 'Local', Local: 'Cluster' } as const
  const changes: (ServiceChange | undefined)[] = [
    service.selector === undefined || selector === undefined ? undefined : { selector },
    first === undefined || service.ports.some(({ port }) => port === first.port + 1)
      ? undefined
      : { ports: [{ ...first, port: first.port + 1 }, ...rest] },
    { internalTrafficPolicy: other[service.internalTrafficPolicy ?? 'Cluster'] },
    isExternal ? { externalTrafficPolicy: other[service.externalTrafficPolicy ?? 'Cluster'] } : undefined,
    { sessionAffinity: service.sessionAffinity === 'ClientIP' ? 'None' : 'ClientIP' },
  ]
  return from(changes, dice[1] & 7).filter((change) => change !== undefined)
}
