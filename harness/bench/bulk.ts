import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { run } from '../../clusters/host/process.ts'
import { executeArguments } from '../../clusters/kind/execute.ts'
import { externalContainer } from '../../clusters/kind/names.ts'
import { kindStateSchema } from '../../clusters/kind/state.ts'
import { runningHolder } from '../../clusters/lab/attach.ts'
import { insideHolder } from '../../clusters/lab/holder.ts'
import { namespaceOf, namespacePath } from '../../clusters/lab/namespace.ts'
import { findCluster } from '../../clusters/ledger/ledger.ts'
import { type PlaceId, podPlace } from '../../properties/model/place.ts'

const port = 9000
const extension = extname(import.meta.url)
const program = readFileSync(fileURLToPath(new URL(`bulk-transfer${extension}`, import.meta.url)), 'utf8')
const language = extension === '.ts' ? 'module-typescript' : 'module'

/** A kind Node has the agent's node and no file of podnet's; a lab Node has this machine's. */
const findNode = 'node=$(ls -d /opt/podnet-agent-*/node 2>/dev/null | tail -n 1); exec "$' + '{node:-$0}" "$@"'

/** One TCP connection between two Pods, filled for so long. Returns bits per second. Throws Error where it failed. */
export async function transfer(cluster: StartedCluster, from: string, to: string, timeMs: number): Promise<number> {
  const address = cluster.status().pods.find(({ name }) => name === to)?.ips[0] ?? ''
  const start = (pod: string, ...words: string[]) => {
    const node = ['--no-warnings', `--input-type=${language}`, '--eval', program, '--', ...words]
    const [command, ...args] = commandIn(cluster, podPlace(pod), ['sh', '-c', findNode, process.execPath, ...node])
    return run(command, args, { timeoutMs: timeMs + 30_000 })
  }
  const [received, sent] = await Promise.all([
    start(to, 'receive', `${port}`),
    start(from, 'send', `${port}`, address, `${timeMs}`),
  ])
  const failed = [received, sent].find(({ exitCode }) => exitCode !== 0)
  if (failed !== undefined) throw new Error(`bulk transfer in ${cluster.name}: ${failed.stderr}`)
  return Number(received.stdout) * 8
}

/** `cluster exec`, but with an output that can be read. */
function commandIn(cluster: StartedCluster, place: PlaceId, argv: readonly string[]): [string, ...string[]] {
  const entry = findCluster(cluster.name)
  if (entry === undefined) throw new Error(`cluster ${cluster.name} is gone`)
  if (entry.provider === 'kind') {
    const state = kindStateSchema.parse(entry.state)
    return ['docker', ...executeArguments(place, argv, state, externalContainer(entry), false)]
  }
  const holder = runningHolder(entry)
  if (holder === undefined) throw new Error(`cluster ${cluster.name} has ended`)
  return insideHolder(holder, [
    'nsenter',
    `--net=${namespacePath(namespaceOf(cluster.scenario.pods, place))}`,
    '--',
    ...argv,
  ])
}
