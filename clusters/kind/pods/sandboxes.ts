import { nodePlace } from '../../../properties/model/place.ts'
import type { CommandResult, CommandSpec } from '../../agent/protocol.ts'
import { podNamespace } from './pod-object.ts'

/** A Pod's sandbox: the process that holds its network namespace, as its Node numbers it. */
export interface Sandbox {
  podName: string
  podUid: string
  pid: number
}

/**
 * Prints name, uid and PID of each sandbox, from what containerd keeps of running containers: one process for all of
 * them, where `ctr` would need one each. A container that goes while it is read is passed over.
 */
const script = `cd /run/containerd/io.containerd.runtime.v2.task/k8s.io || exit 1
jq -r --arg namespace '${podNamespace}' '.annotations
  | select(."io.kubernetes.cri.container-type" == "sandbox" and ."io.kubernetes.cri.sandbox-namespace" == $namespace)
  | [."io.kubernetes.cri.sandbox-name", ."io.kubernetes.cri.sandbox-uid", input_filename] | @tsv' */config.json 2>/dev/null |
while IFS="$(printf '\\t')" read -r name uid file; do
  pid=$(cat "\${file%/*}/init.pid" 2>/dev/null) && [ -e "/proc/$pid/ns/net" ] && echo "$name $uid $pid"
done
exit 0`

/** What to run on a Node; `parseSandboxes` understands the result. */
export function sandboxCommand(nodeName: string): CommandSpec {
  return { place: nodePlace(nodeName), argv: ['sh', '-c', script] }
}

/** The sandboxes of podnet's Pods on a Node. Throws Error when they could not be read. */
export function parseSandboxes({ exitCode, stdout, stderr }: CommandResult): Sandbox[] {
  if (exitCode !== 0) throw new Error(`the Node's sandboxes cannot be read: ${stderr.trim()}`)
  return stdout.split('\n').flatMap((line) => {
    const [podName, podUid, pid] = line.split(' ')
    return podName && podUid && pid ? [{ podName, podUid, pid: Number(pid) }] : []
  })
}
