import type { NodeSpec } from '../../../properties/model/topology.ts'
import type { Step } from '../../networks/step.ts'
import type { NodeServicePort } from '../node-service-port.ts'
import type { ProxyContext } from '../settings.ts'
import { affinityLines, affinitySets } from './affinity-sets.ts'
import { elementLines } from './elements.ts'
import { serviceChains } from './service-chains.ts'

/** Makes a Node's rules those of `ports`, all at once. `before`: what the rules were made of, whose chains go. */
export function nftablesRules(
  { proxy }: ProxyContext,
  node: NodeSpec,
  before: readonly NodeServicePort[],
  ports: readonly NodeServicePort[],
): Step[] {
  const chains = ports.flatMap((port) => serviceChains(proxy, node, port))
  const names = chains.map(({ name }) => name)
  const old = before.flatMap((port) => serviceChains(proxy, node, port)).map(({ name }) => name)
  const stale = old.filter((name) => !names.includes(name))
  const sync: Step = {
    tool: 'nft',
    lines: [
      ...[...names, ...stale].flatMap((name) => [
        `add chain ip kube-proxy ${name}`,
        `flush chain ip kube-proxy ${name}`,
      ]),
      ...affinityLines(affinitySets(before), affinitySets(ports)),
      ...chains.flatMap(({ name, rules }) => rules.map((rule) => `add rule ip kube-proxy ${name} ${rule}`)),
      ...elementLines(ports),
    ],
  }
  return stale.length === 0 ? [sync] : [sync, remove(stale)]
}

/** Apart, and it may fail: kernels before 6.2 hold a chain for a moment after the last element that led to it is gone. */
function remove(chains: readonly string[]): Step {
  return { tool: 'nft', lines: chains.map((name) => `delete chain ip kube-proxy ${name}`), mayFail: true }
}
