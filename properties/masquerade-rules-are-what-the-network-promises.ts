import { checkNodes, type Problem, structuralCheck } from './checks.ts'
import { nodePlace } from './model/place.ts'
import { nodeOf, type World } from './model/world.ts'
import type { Property } from './property.ts'

const id = 'masquerade-rules-are-what-the-network-promises'

export const masqueradeRulesAreWhatTheNetworkPromises: Property = {
  id,
  claim: 'The rules that give Pods their Node’s address towards the outside stand as the network writes them.',
  claims: ['C3', 'C20'],
  level: 'core',
  needs: [],
  judge: (world, evidence) =>
    checkNodes(id, 'masquerade-rules', world, evidence, (node, facts) => {
      const rules = facts.natRules.map(withoutComment)
      return [
        structuralCheck(id, 'masquerade-rules', `${nodePlace(node.name)} nat rules`, problems(world, node.name, rules)),
      ]
    }),
}

const withoutComment = (rule: string): string => rule.replace(/ -m comment --comment ("[^"]*"|\S+)/g, '').trim()

function problems(world: World, nodeName: string, rules: readonly string[]): Problem[] {
  if (world.network.masqueradeRules === 'nftables') return inOrder(nftablesRules(world, nodeName), rules)
  if (world.network.plugin === 'calico') return inOrder(calicoRules(), rules)
  return [
    ...inOrder(['-A POSTROUTING -j FLANNEL-POSTRTG'], rules),
    ...exactly(
      flannelRules(world, nodeName),
      rules.filter((rule) => rule.startsWith('-A FLANNEL-POSTRTG ')),
    ),
  ]
}

/** The six rules of datapath 1.1; the mark is kube-proxy's. */
function flannelRules(world: World, nodeName: string): string[] {
  const cluster = world.topology.podCIDR
  const own = nodeOf(world, nodeName).podCIDR
  return [
    '-m mark --mark 0x4000/0x4000 -j RETURN',
    `-s ${own} -d ${cluster} -j RETURN`,
    `-s ${cluster} -d ${own} -j RETURN`,
    `! -s ${cluster} -d ${own} -j RETURN`,
    `-s ${cluster} ! -d 224.0.0.0/4 -j MASQUERADE --random-fully`,
    `! -s ${cluster} -d ${cluster} -j MASQUERADE --random-fully`,
  ].map((rule) => `-A FLANNEL-POSTRTG ${rule}`)
}

/** The two rules both iptables and nftables mode have; rule 4 of the latter is a known defect, which probes find. */
function nftablesRules(world: World, nodeName: string): string[] {
  const cluster = world.topology.podCIDR
  const own = nodeOf(world, nodeName).podCIDR
  return [`ip saddr ${own} ip daddr ${cluster}`, `ip saddr ${cluster} ip daddr != 224.0.0.0/4`]
}

function calicoRules(): string[] {
  return ['-A POSTROUTING -j cali-POSTROUTING', '-A cali-nat-outgoing -m set --match-set cali40masq-ipam-pools src']
}

/** Every promised rule must begin some rule, in this order. */
function inOrder(promised: readonly string[], rules: readonly string[]): Problem[] {
  let from = 0
  return promised.flatMap((rule) => {
    const index = rules.findIndex((candidate, position) => position >= from && candidate.startsWith(rule))
    if (index === -1) return [{ expected: `rule "${rule}"`, observed: 'no such rule, or not in its place' }]
    from = index + 1
    return []
  })
}

function exactly(promised: readonly string[], rules: readonly string[]): Problem[] {
  return promised.join('\n') === rules.join('\n')
    ? []
    : [{ expected: `the rules ${promised.join(' | ')}`, observed: rules.join(' | ') || 'no rules' }]
}
