import { nodePlace } from '../../../properties/model/place.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { waitUntil } from '../../host/clock.ts'
import { flanneldDaemon, pidFile } from './commands.ts'
import type { FlannelPrograms } from './programs.ts'
import { type BareCluster, fail, runIn, settle, startDaemon } from './start-daemons.ts'

const deadline = { name: 'the end of every flanneld', timeMs: 15_000 }

/**
 * Ends the flanneld of every Node, by SIGTERM as kubelet does, and starts another one once all have ended: two at a time
 * would take each other's rules away. Returns once each has written its rules anew. Throws DeadlineExceeded, or
 * NetworkFailed with the daemon's last words.
 */
export async function restartFlannel(
  cluster: BareCluster,
  programs: FlannelPrograms,
  signal: AbortSignal,
): Promise<void> {
  const { holder, agents, topology } = cluster
  const end = (node: NodeSpec) =>
    runIn(holder, node.name, ['sh', '-ec', 'kill "$(cat "$0")"', pidFile(node.name)], { signal }).catch(
      (error: unknown) => fail(holder, flanneldDaemon(programs, node), 'it does not run any more', error),
    )
  await Promise.all(topology.nodes.map(end))
  const look = ({ name }: NodeSpec) => ({ place: nodePlace(name), argv: ['test', '-e', pidFile(name)] })
  const looks = new Map(topology.nodes.map((node) => [node.name, [look(node)]]))
  const haveEnded = async () => {
    const results = await agents.run(looks, signal)
    return [...results.values()].every(([result]) => result?.exitCode === 1)
  }
  await waitUntil(deadline, haveEnded, { intervalMs: 50, signal })
  await Promise.all(topology.nodes.map((node) => startDaemon(holder, flanneldDaemon(programs, node), signal)))
  await settle(cluster, programs, signal)
}
