import { randomInt } from 'node:crypto'

/** Linux's own range (ip_local_port_range); servers and NodePorts lie outside. */
const firstPort = 32_768
const portCount = 28_232

const last = new Map<number, number>()
/** How far apart two namespaces begin: a Pod that comes may have the address of one that has just gone. */
const stride = 997
let nextStart = randomInt(portCount)

function newStart(): number {
  nextStart = (nextStart + stride) % portCount
  return nextStart
}

/**
 * A source port that no probe of this network namespace, named by its inode, had lately. The kernel draws ports at random
 * for each target, and connection tracking looks at what a Service's address was made into: a new UDP probe with an old
 * one's ports goes where that one went (datapath 0.11), and of two TCP connections with one port, one to a Pod and one
 * through a Service to the same Pod, the later one gets another source port on the way. Here a port comes again after
 * 28,232 probes, and namespaces that follow each other begin apart.
 */
export function freshPort(namespace: number): number {
  const next = ((last.get(namespace) ?? newStart()) + 1) % portCount
  last.set(namespace, next)
  return firstPort + next
}
