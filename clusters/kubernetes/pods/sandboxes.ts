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
 * A process may end while it is read, which is no error to grep -s and would be one to awk.
 */
const script = `cd "$1" || exit 1
hex='[0-9a-f]'
{
  grep -Hs . [0-9]*/stat
  grep -HosE "pod$hex{8}([-_]$hex{4}){3}[-_]$hex{12}" [0-9]*/cgroup
} | awk '
  {
    pid = substr($0, 1, index($0, "/") - 1)
    rest = substr($0, length(pid) + 2)
  }
  rest ~ /^stat:/ {
    if (!sub(/^.*\\) /, "", rest)) next
    split(rest, field, " ")
    if (field[1] != "Z" && field[1] != "X") began[pid] = field[20] + 0
    next
  }
  !(pid in began) || seen[pid]++ { next }
  {
    uid = substr(rest, length("cgroup:pod") + 1); gsub("_", "-", uid)
    if (!(uid in oldest) || began[pid] < began[oldest[uid]]) oldest[uid] = pid
  }
  END { for (uid in oldest) print uid, oldest[uid] }'`

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
