import { systemClock } from '../../host/clock.ts'
import { run } from '../../host/process.ts'
import type { ClusterEntry } from '../../ledger/entry.ts'
import { clustersOf, removeEntry, updateCluster } from '../../ledger/ledger.ts'
import { releaseNeighbourTable } from '../../ledger/neighbour-table.ts'
import { kindProgram } from '../images/kind-program.ts'
import { externalContainer, kindName } from '../names.ts'
import { kindTraceSchema } from '../state.ts'
import { containerNamed, containersOfKind, removeContainer } from './docker.ts'
import { networkExists, removeNetwork } from './docker-network.ts'
import { endPrograms } from './end-programs.ts'
import { kubeconfigPath, removeKubeconfig } from './kubeconfig.ts'
import { thaw } from './thaw.ts'

const looks = 5

/**
 * Removes a kind cluster and all that belongs to it, and then its entry. Everything is found by names that only the
 * entry can have given, so that it works however far a start has come. Returns the number of containers removed.
 * Throws CommandFailed, or Error when something does not go.
 */
export async function removeKindCluster(entry: ClusterEntry): Promise<number> {
  if (!isComplete(entry)) await endPrograms(kindName(entry))
  const external = await containerNamed(externalContainer(entry))
  if (external !== undefined) await removeContainer(external)
  const removed = await removeNodes(entry)
  await releaseNeighbourTable((id) => id === entry.id)
  if (!(await passOnNetwork(entry)) && ownsNetwork(entry) && (await networkExists())) await removeNetwork()
  removeKubeconfig(entry)
  removeEntry(entry)
  return removed + (external === undefined ? 0 : 1)
}

/** Whether anything of the cluster is there. */
export async function isHeld(entry: ClusterEntry): Promise<boolean> {
  const nodes = await containersOfKind(kindName(entry))
  return nodes.length > 0 || (await containerNamed(externalContainer(entry))) !== undefined
}

/** A kind that was killed may have asked the engine for one more container: looked again until none comes. */
async function removeNodes(entry: ClusterEntry): Promise<number> {
  const complete = isComplete(entry)
  let removed = 0
  for (let look = 0; look < looks; look += 1) {
    const nodes = await containersOfKind(kindName(entry))
    if (nodes.length === 0 && (complete || look > 0)) return removed
    removed += nodes.length
    if (nodes.length > 0) await deleteNodes(entry, nodes)
    if (!complete) await systemClock.wait(1_000)
  }
  throw new Error(`containers of kind cluster ${kindName(entry)} come back again and again`)
}

/** Whether the start came to its end. */
function isComplete({ state }: ClusterEntry): boolean {
  return state !== undefined && 'topology' in (state as object)
}

async function deleteNodes(entry: ClusterEntry, nodes: readonly string[]): Promise<void> {
  const kind = kindProgram()
  if (kind !== undefined) {
    const args = ['delete', 'cluster', '--name', kindName(entry), '--kubeconfig', kubeconfigPath(entry)]
    if ((await run(kind, args, { timeoutMs: 120_000 })).exitCode === 0) return
  }
  for (const node of nodes) await removeNode(node)
}

/** A node that was killed while its own engine had processes stopped for a moment goes only when these go on. */
async function removeNode(name: string): Promise<void> {
  const { exitCode, stdout } = await run('docker', ['inspect', '--format', '{{.Id}}', name])
  if (exitCode === 0) thaw(stdout.trim())
  await removeContainer(name)
}

/** docker's network `kind` was not there before this cluster. */
const ownsNetwork = ({ state }: ClusterEntry): boolean =>
  kindTraceSchema.safeParse(state).data?.networkWasAbsent === true

/** Where other clusters use the network still, one of them takes it along. Returns whether there are any. */
export async function passOnNetwork(entry: ClusterEntry): Promise<boolean> {
  const others = clustersOf('kind').filter(({ id }) => id !== entry.id)
  for (const other of ownsNetwork(entry) ? others : []) {
    // One that has only just begun has no state to write to.
    const heir = await updateCluster(other, (one) =>
      kindTraceSchema.safeParse(one.state).success
        ? { ...one, state: { ...(one.state as object), networkWasAbsent: true } }
        : one,
    )
    if (heir !== undefined && ownsNetwork(heir)) break
  }
  return others.length > 0
}
