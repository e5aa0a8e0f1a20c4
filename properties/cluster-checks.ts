import { inconclusiveCheck, unsupportedCheck } from './checks.ts'
import type { ClusterFacts, NodeFiles } from './model/cluster-facts.ts'
import { nodePlace } from './model/place.ts'
import type { RuleId } from './model/rules.ts'
import type { NodeSpec } from './model/topology.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import type { Evidence } from './property.ts'

/** Judges what only a cluster of real Nodes has; unsupported under each of the rules where there is no such thing to read. */
export function checkCluster(
  property: string,
  rules: readonly RuleId[],
  evidence: Evidence,
  judge: (facts: ClusterFacts) => Check[],
): Check[] {
  if (evidence.cluster !== undefined) return judge(evidence.cluster)
  const reason = 'podnet reads no files of these Nodes, and nothing about their network from a Kubernetes API'
  return rules.map((rule) => unsupportedCheck(property, rule, 'the cluster', reason))
}

/** Judges the files of each Node; one whose files could not be read is inconclusive under `rule`. */
export function checkNodeFiles(
  property: string,
  rule: RuleId,
  world: World,
  facts: ClusterFacts,
  judge: (node: NodeSpec, files: NodeFiles) => Check[],
): Check[] {
  return world.topology.nodes.flatMap((node) => {
    const files = facts.files[node.name]
    return files === undefined
      ? [inconclusiveCheck(property, rule, nodePlace(node.name), 'its files could not be read')]
      : judge(node, files)
  })
}

/** The value a JSON text stands for; undefined for a text that is no JSON. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
