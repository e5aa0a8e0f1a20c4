import { isExternallyAccessible, type Service } from '../service.ts'
import type { Endpoint } from './endpoint-slice.ts'

/** Endpoints of a Service port as one Node's proxy sorts them (kube-proxy's topology.go). */
export interface UsableEndpoints {
  /** For traffic with policy Cluster. */
  cluster: Endpoint[]
  /** For traffic with policy Local: those of the Node. */
  local: Endpoint[]
  /** Whether any Node has a usable one; without, calls are refused, otherwise silence or others answer. */
  any: boolean
  /** true: nothing is ready, and what terminates and still serves stands in. Counted apart for both sets. */
  terminating: { cluster: boolean; local: boolean }
  /** Hints narrowed `cluster` down. */
  hinted: boolean
}

export function usableEndpoints(
  service: Service,
  endpoints: readonly Endpoint[],
  node: { name: string; zone?: string },
): UsableEndpoints {
  const ready = endpoints.filter(({ conditions }) => conditions.ready)
  const standIns = endpoints.filter(
    ({ conditions }) => !conditions.ready && conditions.serving && conditions.terminating,
  )
  const preferred = hintedFor(ready, node)
  const cluster = ready.length > 0 ? (preferred ?? ready) : standIns
  const isHere = ({ nodeName }: Endpoint): boolean => nodeName === node.name
  const local = ready.some(isHere) ? ready.filter(isHere) : standIns.filter(isHere)
  const usesCluster = service.internalTrafficPolicy !== 'Local' || isExternallyAccessible(service)
  return {
    cluster: usesCluster ? cluster : [],
    local,
    any: ready.length > 0 || standIns.length > 0,
    terminating: { cluster: ready.length === 0, local: !ready.some(isHere) },
    hinted: preferred !== undefined,
  }
}

/** The endpoints meant for this Node, else for its zone; undefined unless all ready ones carry such hints and one matches. */
function hintedFor(
  ready: readonly Endpoint[],
  { name, zone }: { name: string; zone?: string },
): Endpoint[] | undefined {
  const nodes = matching(ready, ({ hints }) => hints?.nodes, name)
  return nodes ?? (zone === undefined ? undefined : matching(ready, ({ hints }) => hints?.zones, zone))
}

function matching(
  ready: readonly Endpoint[],
  hintsOf: (endpoint: Endpoint) => readonly string[] | undefined,
  value: string,
): Endpoint[] | undefined {
  if (ready.some((endpoint) => (hintsOf(endpoint) ?? []).length === 0)) return undefined
  const found = ready.filter((endpoint) => hintsOf(endpoint)?.includes(value))
  return found.length > 0 ? found : undefined
}
