import { readFileSync } from 'node:fs'
import { execa } from 'execa'

/** Two network namespaces, `left` and `right`, joined by a veth pair. Everything is gone once it is stopped. */
export interface TwoNamespaces {
  /** argv that runs a program among them: in their mount namespace, where /run/netns names them. */
  enter: readonly [string, ...string[]]
  stop(): Promise<void>
}

export const leftAddress = '192.0.2.1'
export const rightAddress = '192.0.2.2'
/** On the same network, and nobody's. */
export const unusedAddress = '192.0.2.99'

export const namespacePath = (name: string): string => `/run/netns/${name}`

const script = `
set -e
mount -t tmpfs none /run
ip link set lo up
for name in left right; do ip netns add $name; ip -n $name link set lo up; done
ip -n left link add eth0 type veth peer name eth0 netns right
ip -n left addr add ${leftAddress}/24 dev eth0
ip -n right addr add ${rightAddress}/24 dev eth0
ip -n left link set eth0 up
ip -n right link set eth0 up
echo ready
exec cat
`

/**
 * Creates them inside private network, mount and process namespaces, so that nothing outside can see or meet them.
 * Needs root or user namespaces. Throws where one of the commands fails.
 */
export async function startTwoNamespaces(): Promise<TwoNamespaces> {
  const isRoot = process.getuid?.() === 0
  const unshare = ['-n', '-m', '-p', '--fork', '--kill-child', '--mount-proc', ...(isRoot ? [] : ['-U', '-r'])]
  const holder = execa('unshare', [...unshare, 'bash', '-c', script], { buffer: false, reject: false })
  let said = ''
  holder.stderr.on('data', (text) => {
    said += text
  })
  const ready = await new Promise<boolean>((resolve) => {
    holder.stdout.once('data', () => resolve(true))
    holder.nodeChildProcess.once('exit', () => resolve(false))
  })
  if (!ready) throw new Error(`the namespaces were not created: ${said}`)
  const inside = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').trim()
  return {
    enter: ['nsenter', ...(isRoot ? [] : ['-U', '--preserve-credentials']), '-m', '-n', '-p', '-t', inside],
    async stop() {
      holder.stdin.end()
      await holder
    },
  }
}
