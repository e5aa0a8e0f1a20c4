import { externalPlace, nodePlace, type PlaceId, podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { UsageError } from '../usage-error.ts'
import { didYouMean } from './closest.ts'

const shownPods = 20

/** Reads `node1` (or `node/node1`), `pod/NAME` or `external`. Throws a UsageError that lists what the cluster has. */
export function readPlace(text: string, cluster: { name: string; topology: Topology; scenario: Scenario }): PlaceId {
  if (text === externalPlace) return externalPlace
  const nodes = cluster.topology.nodes.map(({ name }) => name)
  const pods = cluster.scenario.pods.map(({ name }) => podPlace(name))
  const node = text.startsWith('node/') ? text.slice('node/'.length) : text
  if (nodes.includes(node)) return nodePlace(node)
  const pod = pods.find((place) => place === text)
  if (pod !== undefined) return pod

  const shown = pods.slice(0, shownPods).join(', ')
  const more = pods.length > shownPods ? ` and ${pods.length - shownPods} more` : ''
  throw new UsageError(
    `cluster ${cluster.name} has no "${text}"${didYouMean(text, [...nodes, ...pods, externalPlace])}; ` +
      `it has the Nodes ${nodes.join(', ')}, the Pods ${shown === '' ? '(none)' : shown}${more}, and external`,
  )
}
