import { contains, familyOf, overlaps, prefixLength } from '../../properties/model/address.ts'
import { segmentCIDR } from '../../properties/model/default-topology.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Draft } from './draft.ts'
import type { Path, Problem } from './problem.ts'

const root: Path = ['spec', 'topology']

/** Of `--service-cluster-ip-range` in kube-apiserver's own help: nothing enforces it, and no cluster works without. */
const serviceRangeRule = 'this must not overlap with any IP ranges assigned to nodes or pods'

/** What is wrong with ranges and addresses beyond their shape. */
export function topologyProblems(topology: Draft<Topology>): Problem[] {
  return [
    ...rangeProblems(topology),
    ...addressProblems(topology),
    ...repeated(nodeValues(topology, 'name'), 'Node name'),
  ]
}

interface Placed {
  path: Path
  value: string
}

function nodeValues(topology: Draft<Topology>, key: 'name' | 'address' | 'podCIDR'): Placed[] {
  return (topology.nodes ?? []).flatMap((node, index) => {
    const value = node?.[key]
    return value === undefined ? [] : [{ path: [...root, 'nodes', index, key], value }]
  })
}

function rangeProblems(topology: Draft<Topology>): Problem[] {
  const { podCIDR, serviceCIDR } = topology
  const shares = nodeValues(topology, 'podCIDR')
  const problems: Problem[] = []
  if (podCIDR !== undefined && serviceCIDR !== undefined && overlaps(podCIDR, serviceCIDR)) {
    const message = `${serviceCIDR} overlaps podCIDR ${podCIDR}: ${serviceRangeRule}`
    problems.push({ path: [...root, 'serviceCIDR'], message })
  }
  for (const [index, { path, value }] of shares.entries()) {
    if (podCIDR !== undefined && !contains(podCIDR, value)) {
      problems.push({ path, message: `${value} lies outside the cluster's podCIDR ${podCIDR}` })
    }
    if (prefixLength(value) > 30)
      problems.push({ path, message: `${value} has no room for a Pod: expected a /30 or larger` })
    const other = shares.slice(0, index).find((share) => overlaps(share.value, value))
    if (other !== undefined) problems.push({ path, message: `${value} overlaps ${other.value} of another Node` })
  }
  return problems
}

function addressProblems(topology: Draft<Topology>): Problem[] {
  const nodes = nodeValues(topology, 'address')
  const external = (['externalAddress', 'externalDetourAddress'] as const).flatMap((key) => {
    const value = topology[key]
    return value === undefined ? [] : [{ path: [...root, key], value }]
  })
  const all = [...nodes, ...external]
  return [
    ...repeated(all, 'address'),
    ...all.flatMap((one) => insideRanges(one, topology)),
    ...segmentProblems(topology),
  ]
}

function insideRanges({ path, value }: Placed, topology: Draft<Topology>): Problem[] {
  return (['podCIDR', 'serviceCIDR'] as const).flatMap((key) => {
    const range = topology[key]
    return range !== undefined && contains(range, value)
      ? [{ path, message: `${value} lies inside the cluster's ${key} ${range}` }]
      : []
  })
}

/** Nodes live in their segment's range, whose first address is the router's; the outside host in that of segment 0. */
function segmentProblems(topology: Draft<Topology>): Problem[] {
  const homes = [
    ...(topology.nodes ?? []).map((node, index) => ({
      path: [...root, 'nodes', index, 'address'],
      value: node?.address,
      segment: node?.segment,
    })),
    ...(['externalAddress', 'externalDetourAddress'] as const).map((key) => ({
      path: [...root, key],
      value: topology[key],
      segment: 0,
    })),
  ]
  return homes.flatMap(({ path, value, segment }) => {
    if (value === undefined || segment === undefined || familyOf(value) !== 'ipv4') return []
    const range = segmentCIDR(segment)
    const host = Number(value.slice(value.lastIndexOf('.') + 1))
    const message = `expected an address of segment ${segment}, ${range} from .2 to .254, found "${value}"`
    return contains(range, value) && host >= 2 && host <= 254 ? [] : [{ path, message }]
  })
}

function repeated(values: readonly Placed[], what: string): Problem[] {
  return values.flatMap(({ path, value }, index) =>
    values.slice(0, index).some((other) => other.value === value)
      ? [{ path, message: `${what} "${value}" is used more than once` }]
      : [],
  )
}
