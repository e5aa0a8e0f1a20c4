import type { Command } from 'commander'
import type { ClusterProvider, ClusterRequest } from '../../clusters/cluster.ts'
import { missingCapabilities } from '../../properties/model/capability.ts'
import { defaultTopology, evenPlacement, topologyOf } from '../../properties/model/default-topology.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { proxyNeeds } from '../../properties/model/services/proxy-needs.ts'
import { count } from '../../reports/text/words.ts'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { nameProblems } from '../options/names.ts'
import { readNetwork } from '../options/networks.ts'
import { readWholeNumber } from '../options/numbers.ts'
import { addProviderOptions, type ProviderTexts, readProviderSettings } from '../options/provider.ts'
import { readProvider } from '../options/provider-name.ts'
import { readProxy, readScheduler } from '../options/proxies.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { refuseIf, UsageError } from '../usage-error.ts'

interface CreateTexts extends ProviderTexts {
  network: string
  provider: string
  proxy: string
  ipvsScheduler?: string
  nodes: string
  pods: string
}

/** `podnet cluster create`: a cluster that goes on running, with the same number of Pods on every Node. */
export function clusterCreateCommand(parent: Command, context: Context): void {
  const command = parent
    .command('create')
    .summary('make a cluster that goes on running')
    .description('Makes a cluster that goes on running, with the same number of Pods on every Node.')
    .argument('<name>', 'its name, a DNS label')
    .requiredOption('--network <name>', 'the network')
    .option('--provider <name>', 'where it runs: lab or kind', 'lab')
    .option('--proxy <name>', 'what implements Services: iptables, nftables, ipvs or none', 'iptables')
    .option('--ipvs-scheduler <name>', 'how ipvs chooses endpoints: rr, lc, dh, sh, sed or nq (default: rr)')
    .option('--nodes <number>', 'Nodes, 2 to 16', '3')
    .option('--pods <number>', 'Pods on every Node, 0 to 253', '2')
  addProviderOptions(command)
    .addHelpText('after', helpEnd(['podnet cluster create demo --network flannel-vxlan --nodes 4'], plainExitCodesHelp))
    .action((name: string, texts: CreateTexts) => create(name, texts, context))
}

async function create(name: string, texts: CreateTexts, context: Context): Promise<void> {
  const printer = context.printer()
  const problems: string[] = []
  const providerName = readProvider(texts.provider)
  if (providerName === 'existing') problems.push(`--provider existing: that cluster is there; podnet check takes it`)
  // Without a kube-proxy no network would find the API server: it calls the Service of it.
  if (providerName === 'kind' && texts.proxy === 'none')
    problems.push('--proxy none: a kind cluster always has a kube-proxy; leave it out; the cluster has no Services yet')
  const provider = context.providers(readProviderSettings(texts, providerName, problems))[providerName]
  const asked = readRequest(name, texts, provider, [...(await provider.problems()), ...problems])
  await interruptible(printer, async (signal) => {
    const { request, scenario } = asked
    const capabilities = await provider.capabilities(signal)
    refuseIf([
      ...missingCapabilities(request.network.needs, capabilities).map(
        (reason) => `--network ${request.network.name}: this machine lacks ${reason}`,
      ),
      ...missingCapabilities(request.proxy === undefined ? [] : proxyNeeds[request.proxy], capabilities).map(
        (reason) => `--proxy ${request.proxy}: this machine lacks ${reason}`,
      ),
      ...(await provider.requestProblems(request, scenario.pods.length)),
    ])
    const cluster = await provider.start(request, signal)
    try {
      await cluster.apply(scenario, signal)
      await cluster.detach()
    } catch (error) {
      await cluster.stop()
      throw error
    }
    const size = `${count(request.topology.nodes.length, 'Node')}, ${count(scenario.pods.length, 'Pod')}`
    printer.talk(`cluster ${name} runs ${request.network.name}: ${size}; \`podnet check --cluster ${name}\` checks it`)
  })
}

/** Throws a UsageError with every problem, those of the machine first. */
function readRequest(
  name: string,
  texts: CreateTexts,
  provider: ClusterProvider,
  machineProblems: readonly string[],
): { request: ClusterRequest; scenario: Scenario } {
  const problems = [...machineProblems, ...nameProblems('cluster name', name)]
  const proxy = readProxy(texts.proxy, problems)
  const scheduler = readScheduler(texts.ipvsScheduler, [proxy], problems)
  const network = readNetwork(texts.network, problems)
  const number = (option: string, text: string, least: number, most: number, meaning: string) =>
    readWholeNumber(text, { option, least, most, meaning, example: '3' }, problems)
  const nodes = number('--nodes', texts.nodes, 2, 16, 'the number of Nodes')
  const podsPerNode = number('--pods', texts.pods, 0, 253, 'the Pods on every Node')
  if (problems.length > 0 || network === undefined || nodes === undefined || podsPerNode === undefined) {
    throw new UsageError(problems)
  }
  const topology = provider.hasRouter
    ? defaultTopology(network, nodes)
    : topologyOf(Array.from({ length: nodes }, () => 0))
  return {
    request: { name, network, topology, keep: true, ...(proxy !== 'none' && { proxy }), ...scheduler },
    scenario: evenPlacement(topology, podsPerNode),
  }
}
