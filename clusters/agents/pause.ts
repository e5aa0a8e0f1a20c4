import { nodePlace } from '../../properties/model/place.ts'
import type { CommandSpec } from '../agent/protocol.ts'
import type { Paused } from '../cluster.ts'
import type { Agents } from './agents.ts'

/** Should podnet be killed meanwhile, the Node itself lets the daemon go on: before any kubelet probe gives it up. */
const atMostSeconds = 60

const pidsOf = (program: string): string => `$(grep -lsx ${program} /proc/[0-9]*/comm | cut -d / -f 3)`

/**
 * Stops the processes of a program that run and prints the PID of the one that would wake them, then theirs, on one
 * line. Those that somebody else has stopped are left to him.
 */
const stopScript = (program: string): string => `pids=
stand_still() {
  for pid in $pids; do
    grep -qs '^State:.[^T]' "/proc/$pid/status" && return 1
  done
}
for pid in ${pidsOf(program)}; do
  grep -q '^State:.T' "/proc/$pid/status" || pids="$pids $pid"
done
[ -n "$pids" ] || exit 0
setsid sh -c "sleep ${atMostSeconds}; kill -CONT $pids" < /dev/null > /dev/null 2>&1 &
kill -STOP $pids
looks=0
until stand_still || [ $looks = 200 ]; do
  looks=$((looks + 1))
  sleep 0.01
done
echo $! $pids`

/** Prints the state of each process of a program, then wakes those given: \`$0\` is the one that would have done it. */
const wakeScript = (program: string): string => `for pid in ${pidsOf(program)}; do
  grep '^State:' "/proc/$pid/status"
done
[ $# = 0 ] || { kill -CONT "$@"; kill -- "-$0" 2>/dev/null || kill "$0"; }`

/**
 * Runs an action while a program stands still (SIGSTOP) on every Node, and wakes it again whatever happens, also when
 * the signal has aborted the action. Throws AgentError, or what the action throws.
 */
export async function pauseWhile<T>(
  agents: Pick<Agents, 'run'>,
  nodeNames: readonly string[],
  program: string,
  action: () => Promise<T>,
): Promise<Paused<T>> {
  const stopped = new Map<string, string[]>()
  const runOn = async (name: string, script: string, args: readonly string[] = []): Promise<string> => {
    const command: CommandSpec = { place: nodePlace(name), argv: ['sh', '-c', script, ...args] }
    return (await agents.run(new Map([[name, [command]]]))).get(name)?.[0]?.stdout ?? ''
  }
  const stop = async (name: string) => {
    stopped.set(name, (await runOn(name, stopScript(program))).split(/\s+/).filter(Boolean))
  }
  const wake = async (name: string) => {
    const states = (await runOn(name, wakeScript(program), stopped.get(name))).split('\n').filter(Boolean)
    return [name, { processes: states.length, running: states.filter((state) => !/:\s*T/.test(state)).length }] as const
  }
  const wakeAll = async () => Object.fromEntries(await Promise.all([...stopped.keys()].map(wake)))
  try {
    const starts = await Promise.allSettled(nodeNames.map(stop))
    const failed = starts.find((start) => start.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const result = await action()
    return { daemon: { program, nodes: await wakeAll() }, result }
  } catch (error) {
    await wakeAll().catch(() => {
      // A Node whose agent has ended wakes its daemon by itself; the first error says more.
    })
    throw error
  }
}
