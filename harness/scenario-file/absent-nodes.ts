import type { Scenario } from '../../properties/model/scenario.ts'
import { fewestNodes } from '../../properties/model/step-problems.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { didYouMean } from '../options/closest.ts'
import type { Draft } from './draft.ts'
import type { Problem } from './problem.ts'

/** What is wrong with the Nodes that are no part of the cluster. */
export function absentNodeProblems({ absentNodes = [] }: Draft<Scenario>, { nodes }: Draft<Topology>): Problem[] {
  const names = nodes?.flatMap((node) => node?.name ?? [])
  if (absentNodes.length === 0 || names === undefined || names.length !== nodes?.length) return []
  const path = ['spec', 'absentNodes']
  const problems = absentNodes.flatMap((name, index): Problem[] => {
    const at = [...path, index]
    if (name === undefined) return []
    if (absentNodes.indexOf(name) < index) return [{ path: at, message: `Node "${name}" is there more than once` }]
    if (names.includes(name)) return []
    const message = `expected some of the Nodes ${names.join(', ')}, found "${name}"${didYouMean(name, names)}`
    return [{ path: at, message }]
  })
  const left = names.filter((name) => !absentNodes.includes(name)).length
  if (problems.length > 0 || left >= fewestNodes) return problems
  return [
    { path, message: `${left === 0 ? 'no Node is' : 'one Node is'} left, but a cluster has ${fewestNodes} at least` },
  ]
}

/** The topology without those Nodes, as far as both are there. */
export function presentDraft(topology: Draft<Topology>, { absentNodes = [] }: Draft<Scenario>): Draft<Topology> {
  if (absentNodes.length === 0) return topology
  return { ...topology, nodes: topology.nodes?.filter((node) => !absentNodes.includes(node?.name)) }
}
