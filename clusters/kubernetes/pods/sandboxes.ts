import { nodePlace } from '../../../properties/model/place.ts'
import type { CommandResult, CommandSpec } from '../../agent/protocol.ts'

/** A Pod that runs on a Node: its oldest process, as the Node numbers it, which shares its network namespace. */
export interface Sandbox {
  podUid: string
  pid: number
}

/**
 * Prints uid and PID for each Pod of the Node whose /proc is the argument. Every container runtime runs a Pod's processes in control groups that
 * bear the Pod's uid, with hyphens or (below systemd) underscores: no runtime has to be asked, nor its folders be seen.
 * The oldest process of a Pod is that of its sandbox; a younger one may still be on its way into the Pod's namespaces.
 */
const script = `cd "$1" || exit 1
hex='[0-9a-f]'
grep -HosE "pod$hex{8}([-_]$hex{4}){3}[-_]$hex{12}" [0-9]*/cgroup | awk -F'/cgroup:pod' '
  seen[$1]++ { next }
  {
    if ((getline status < ($1 "/stat")) < 1) next
    close($1 "/stat")
    sub(/^.*\\) /, "", status)
    split(status, field, " ")
    if (field[1] == "Z" || field[1] == "X") next
    uid = $2; gsub("_", "-", uid)
    if (!(uid in pid) || field[20] + 0 < start[uid]) { pid[uid] = $1; start[uid] = field[20] + 0 }
  }
  END { for (uid in pid) print uid, pid[uid] }'`

/** What to run on a Node; `parseSandboxes` understands the result. */
export function sandboxCommand(nodeName: string, processes = '/proc'): CommandSpec {
  return { place: nodePlace(nodeName), argv: ['sh', '-c', script, 'sh', processes] }
}

/** The Pods that run on a Node, those of others included. Throws Error when they could not be read. */
export function parseSandboxes({ exitCode, stdout, stderr }: CommandResult): Sandbox[] {
  if (exitCode !== 0) throw new Error(`the Node's Pods cannot be read: ${stderr.trim()}`)
  return stdout.split('\n').flatMap((line) => {
    const [podUid, pid] = line.split(' ')
    return podUid && pid ? [{ podUid, pid: Number(pid) }] : []
  })
}
