import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Network } from '../../../properties/model/networks/network.ts'
import { nodePlace } from '../../../properties/model/place.ts'
import type { NodeSpec, Topology } from '../../../properties/model/topology.ts'
import { nodePath } from '../../agent/agent-client.ts'
import { type Agents, enter } from '../../agents/agents.ts'
import { NetworkFailed } from '../../cluster.ts'
import { DeadlineExceeded, waitUntil } from '../../host/clock.ts'
import { type CommandOptions, runChecked } from '../../host/process.ts'
import { type Holder, insideHolder } from '../holder.ts'
import { namespacePath } from '../namespace.ts'
import { type Daemon, etcdAddress, etcdDaemon, flanneldDaemon } from './commands.ts'
import { flannelEntries } from './keys.ts'
import type { FlannelPrograms } from './programs.ts'
import { isSettled, settledCommands } from './settled.ts'

/** A cluster whose underlay stands and whose network is still to be installed. */
export interface BareCluster {
  holder: Holder
  agents: Agents
  network: Network
  topology: Topology
}

const deadline = { name: 'the routes and rules of flanneld on every Node', timeMs: 15_000 }

/**
 * Starts etcd on the router and a flanneld on every Node; they end with the holder. Returns once every Node has its
 * rules and its ways to the others. Throws Error with the daemon's last words where that does not come.
 */
export async function startFlannel(
  cluster: BareCluster,
  programs: FlannelPrograms,
  signal: AbortSignal,
): Promise<void> {
  const { holder, network, topology } = cluster
  const etcd = etcdDaemon(programs)
  await startDaemon(holder, etcd, signal)
  const put = [nodePath, putEntriesPath, etcdAddress]
  const input = JSON.stringify(flannelEntries(network, topology))
  await runIn(holder, etcd.namespace, put, { input, signal }).catch((error: unknown) =>
    fail(holder, etcd, 'it took no entries', error),
  )
  await Promise.all(topology.nodes.map((node) => startDaemon(holder, flanneldDaemon(programs, node), signal)))
  await settle(cluster, programs, signal)
}

const putEntriesPath = fileURLToPath(new URL(`put-entries${extname(import.meta.url)}`, import.meta.url))

/**
 * The program's path and its options are parameters of the script, no part of it. A shell waits for the daemon: the
 * cluster's first process would never collect it, and nobody could tell that it has ended.
 */
const background = `folder="$1"; shift
mkdir -p "$folder"
touch "$folder/begun"
("$@" >"$folder/log" 2>&1 & echo $! >"$folder/pid"; wait; rm "$folder/pid") </dev/null >/dev/null 2>&1 &`

export async function startDaemon(
  holder: Holder,
  { namespace, argv, folder }: Daemon,
  signal: AbortSignal,
): Promise<void> {
  await runIn(holder, namespace, ['sh', '-ec', background, 'sh', folder, ...argv], { signal })
}

export function runIn(holder: Holder, namespace: string, argv: readonly string[], options: CommandOptions) {
  const [command, ...args] = insideHolder(holder, ['nsenter', `--net=${namespacePath(namespace)}`, '--', ...argv])
  return runChecked(command, args, options)
}

/** Waits until every Node has its rules and its ways to the others. Throws NetworkFailed with the daemon's last words. */
export async function settle(
  { holder, agents, network, topology }: BareCluster,
  programs: FlannelPrograms,
  signal: AbortSignal,
): Promise<void> {
  const places = (node: NodeSpec) => enter([{ place: nodePlace(node.name), namespacePath: namespacePath(node.name) }])
  await agents.request(new Map(topology.nodes.map((node) => [node.name, places(node)])))
  let waiting: readonly NodeSpec[] = topology.nodes
  const look = async () => {
    const results = await agents.run(new Map(waiting.map((node) => [node.name, settledCommands(node)])), signal)
    waiting = waiting.filter((node) => !isSettled(network, topology, node, results.get(node.name) ?? []))
    return waiting.length === 0
  }
  await waitUntil(deadline, look, { intervalMs: 50, signal }).catch((error: unknown) => {
    const [first] = waiting
    if (first === undefined || !(error instanceof DeadlineExceeded)) throw error
    return fail(holder, flanneldDaemon(programs, first), error.message, error)
  })
}

/** Throws Error with what the daemon said last. */
export async function fail(
  holder: Holder,
  { namespace, argv, folder }: Daemon,
  reason: string,
  cause: unknown,
): Promise<never> {
  const { stdout } = await runIn(holder, namespace, ['tail', '-n', '5', `${folder}/log`], {})
  throw new NetworkFailed(`${argv[0]} on ${namespace}: ${reason}; its last words:\n${stdout.trim()}`, { cause })
}
