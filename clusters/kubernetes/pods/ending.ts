import { nodePlace } from '../../../properties/model/place.ts'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { CommandSpec } from '../../agent/protocol.ts'
import type { Agents } from '../../agents/agents.ts'
import type { KubernetesClient } from '../client.ts'
import { namespaceOf } from '../namespace.ts'
import type { Running } from './create.ts'

/** How long a Pod may go on once it is told to end, longer than any run: it is removed by force. */
const gracePeriodSeconds = 3600

/**
 * Signals every process of a Pod but that of its sandbox: the arguments are the signal, the Pod's uid and the sandbox's
 * process. Control groups name Pods (sandboxes.ts).
 */
const script = `cd /proc || exit 1
uid=$(echo "$2" | tr - .)
for pid in $(grep -lsE "pod$uid" [0-9]*/cgroup | cut -d/ -f1); do
  [ "$pid" = "$3" ] || kill "-$1" "$pid" 2>/dev/null
done
exit 0`

/**
 * Tells Pods to end and keeps them from it: their programs are stopped first, and a stopped program takes no notice of
 * SIGTERM. (A preStop hook would do as well, but kubelet 1.34 waits for it to the end, whatever befalls the Pod.)
 */
export async function beginEnding(
  { client, agents, namespace }: { client: KubernetesClient; agents: Agents; namespace: string },
  pods: readonly Pod[],
  running: Running,
): Promise<void> {
  if (pods.length === 0) return
  await signalPods(agents, pods, running, 'STOP')
  await Promise.all(
    pods.map((pod) =>
      client.core.deleteNamespacedPod({ name: pod.name, namespace: namespaceOf(pod, namespace), gracePeriodSeconds }),
    ),
  )
}

/** Lets Pods end that were told to. */
export function finishEnding(agents: Agents, pods: readonly Pod[], running: Running): Promise<void> {
  return signalPods(agents, pods, running, 'KILL')
}

async function signalPods(
  agents: Agents,
  pods: readonly Pod[],
  running: Running,
  signal: 'STOP' | 'KILL',
): Promise<void> {
  const byNode = Map.groupBy(pods, ({ nodeName }) => nodeName)
  const commands = [...byNode].map(([node, own]): [string, CommandSpec[]] => [
    node,
    own.flatMap(({ name }) => {
      const { uid, sandboxPid } = running[name] ?? {}
      if (uid === undefined || sandboxPid === undefined) return []
      return [{ place: nodePlace(node), argv: ['sh', '-c', script, 'sh', signal, uid, String(sandboxPid)] }]
    }),
  ])
  await agents.run(new Map(commands))
}
