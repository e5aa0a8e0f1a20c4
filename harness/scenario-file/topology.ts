import { mostExistingNodes } from '../../clusters/existing/nodes.ts'
import { hostAddress, prefixLength, subnet } from '../../properties/model/address.ts'
import { defaultTopology, segmentCIDR } from '../../properties/model/default-topology.ts'
import { networks } from '../../properties/model/networks/index.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { type Draft, given } from './draft.ts'
import { mostNodes, type ScenarioFile } from './schema.ts'

type WrittenTopology = Draft<NonNullable<ScenarioFile['spec']['topology']>>

/** What was left out, as `podnet cluster create` would have it. Without a network: as for the first that podnet knows. */
export function fillTopology(written: WrittenTopology, network = networks[0]): Draft<Topology> {
  const nodes = written.nodes
  if (network === undefined) throw new Error('podnet knows no network')
  const standard: Draft<Topology> = defaultTopology(network, Math.max(1, Math.min(nodes?.length ?? 1, mostNodes)))
  const draft: Draft<Topology> = written
  const podCIDR = given(draft, 'podCIDR', standard.podCIDR)
  return {
    podCIDR,
    serviceCIDR: given(draft, 'serviceCIDR', standard.serviceCIDR),
    uplinkMtuBytes: given(draft, 'uplinkMtuBytes', standard.uplinkMtuBytes),
    externalAddress: given(draft, 'externalAddress', standard.externalAddress),
    externalDetourAddress: given(draft, 'externalDetourAddress', standard.externalDetourAddress),
    nodes: nodes?.map((node, index) => {
      const standardNode = standard.nodes?.[index]
      if (node === undefined || standardNode === undefined) return undefined
      const segment = given(node, 'segment', standardNode.segment)
      const address = segment === undefined ? undefined : nodeAddress(segment, index)
      return { segment, address, podCIDR: podCIDR && shareOf(podCIDR, index), ...node }
    }),
  }
}

/** The Node's part of a Pod range: a /24, or a thirty-second part where the range has not that many. */
function shareOf(podCIDR: string, index: number): string {
  return subnet(podCIDR, Math.max(24, prefixLength(podCIDR) + 5), index + 1)
}

/** As defaultTopology counts the Nodes of a segment. */
function nodeAddress(segment: number, index: number): string {
  return hostAddress(segmentCIDR(segment), 11 + index)
}

/**
 * The topology of a scenario whose file has none: as `podnet cluster create` makes it, with at least two Nodes; with as many
 * as a cluster that podnet did not make may have, since its scenarios are read before that is asked.
 */
export function impliedTopology(scenario: Draft<Scenario>, network = networks[0]): Topology {
  if (network === undefined) throw new Error('podnet knows no network')
  const names = [...(scenario.pods ?? []).map((pod) => pod?.nodeName), ...(scenario.absentNodes ?? [])]
  const numbers = names.map((name) => Number(/^node(\d{1,4})$/.exec(name ?? '')?.[1] ?? 0))
  return defaultTopology(network, Math.min(mostExistingNodes, Math.max(2, ...numbers)))
}
