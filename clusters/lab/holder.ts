import { availableParallelism } from 'node:os'
import { CommandFailed, runChecked, startDetached } from '../host/process.ts'
import { identifyProcess, type ProcessIdentity } from '../host/process-identity.ts'
import { isRoot } from '../host/user.ts'
import { clusterMarker } from '../ledger/find-processes.ts'
import { renderScript, type Stage } from './script.ts'

/** The processes whose namespaces are a cluster: `unshare`, and inside it PID 1 of the cluster. */
export type Holder = [outer: ProcessIdentity, inner: ProcessIdentity]

/** Arguments of `unshare` for namespaces of one's own; an ordinary user needs a user namespace around them. */
export function unshareArguments(): string[] {
  const user = isRoot() ? [] : ['--user', '--map-root-user']
  return [...user, '--net', '--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private']
}

/**
 * The inside's first process: hides the machine's /run, so that names of network namespaces and locks are the
 * cluster's own, says its number as the outside sees it, and sleeps.
 */
const innerScript = [
  'mount -t tmpfs tmpfs /run',
  'mkdir /run/netns',
  'read -r pid rest </proc/self/stat',
  'echo "$pid"',
  'exec sleep infinity </dev/null >/dev/null 2>&1',
].join(' && ')

/** Starts the processes that hold a cluster. They outlive this process. Throws CommandFailed. */
export async function startHolder(clusterId: string, signal?: AbortSignal): Promise<Holder> {
  const args = [...unshareArguments(), 'sh', '-c', innerScript]
  const env = { [clusterMarker]: clusterId }
  const { pid, firstLine } = await startDetached('unshare', args, { env, ...(signal === undefined ? {} : { signal }) })
  const holder = [pid, Number(firstLine)].map(identifyProcess)
  const [outer, inner] = holder
  if (outer === undefined || inner === undefined) throw new CommandFailed('unshare', 'ended at once', undefined, '')
  return [outer, inner]
}

/** Leads into a cluster. As an ordinary user its uid is kept: it is the one that is mapped to root. */
function enterArguments([, inner]: Holder): string[] {
  const user = isRoot() ? [] : ['--user', '--preserve-credentials']
  return [`--target=${inner.pid}`, ...user, '--mount', '--net']
}

/** The command that runs argv inside a cluster, and ends with it. */
export function insideHolder(holder: Holder, argv: readonly string[]): [string, ...string[]] {
  return ['nsenter', ...enterArguments(holder), '--pid', '--', ...argv]
}

/**
 * The command that runs argv in a cluster's namespaces as a direct child: `nsenter` into a PID namespace would stay as
 * its parent, and where that one is killed, the end of the cluster waits for the machine's init to collect the child
 * (2 s and more in some containers). The environment proves instead whose it is. Its own session keeps Ctrl-C away:
 * it is ended once its work is saved.
 */
export function besideHolder(holder: Holder, clusterId: string, argv: readonly string[]): [string, ...string[]] {
  return ['setsid', 'nsenter', ...enterArguments(holder), '--', 'env', `${clusterMarker}=${clusterId}`, ...argv]
}

/** Runs plans inside a cluster. Throws CommandFailed with the tool's words and the namespace. */
export async function runStages(holder: Holder, stages: readonly Stage[]): Promise<void> {
  const [command, ...args] = insideHolder(holder, ['sh', '-s'])
  await runChecked(command, args, { input: renderScript(stages, availableParallelism()) })
}
