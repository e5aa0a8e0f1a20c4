import type { Agents } from './agents.ts'

/**
 * Milliseconds each agent has stood still since its start. Agents that do not answer have ended and are left out: news of
 * an agent's end may be slower than the refusals of its servers.
 */
export async function readStandstills(agents: Agents, hosts: ReadonlySet<string>): Promise<Map<string, number>> {
  const read = [...hosts].map(async (host) => {
    const response = await agents.send(host, { kind: 'standstill' })
    if (response.kind !== 'standstill') throw new Error(`no standstill of ${host}, but ${response.kind}`)
    return [host, response.totalMs] as const
  })
  const settled = await Promise.allSettled(read)
  return new Map(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
}
