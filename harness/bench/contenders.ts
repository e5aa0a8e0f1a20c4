import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { nodePath, type StartedAgent } from '../../clusters/agent/agent-client.ts'
import { isWholeTuple, left, probeRight, serverPort } from '../../clusters/agent/two-agents.ts'
import { rightAddress } from '../../clusters/agent/two-namespaces.ts'
import type { Probe } from '../../properties/model/probe.ts'

/** A way to make connections from `left` to the server in `right`. */
export interface Contender {
  name: string
  /** What one connection delivers. */
  records: string
  /** Connections of one round. */
  count: number
  /** Makes them all and returns the seconds it took. Throws where one of them failed. */
  run(count: number): Promise<number>
}

const parallel = 2 * availableParallelism()
const bareConnectPath = fileURLToPath(new URL('bare-connect.ts', import.meta.url))

/** All contenders, over the same two namespaces: `client` is the left one's agent. */
export function contenders(client: StartedAgent): Contender[] {
  return [
    {
      name: 'podnet agents, TCP',
      records: 'whole 4-tuple at both ends',
      count: 20_000,
      run: (count) => probeAll(client, 'tcp', count),
    },
    {
      name: 'podnet agents, UDP',
      records: 'whole 4-tuple at both ends',
      count: 20_000,
      run: (count) => probeAll(client, 'udp', count),
    },
    {
      name: 'ip netns exec, one process per probe, serial',
      records: 'answered or not',
      count: 200,
      run: (count) => spawnEach(client, count, 1),
    },
    {
      name: `ip netns exec, one process per probe, ${parallel} at once`,
      records: 'answered or not',
      count: 400,
      run: (count) => spawnEach(client, count, parallel),
    },
    {
      name: 'bare connect and close, same runtime (the limit)',
      records: 'nothing',
      count: 20_000,
      run: (count) => connectBare(client, count),
    },
  ]
}

/** Measured from the controller: writing the request, the probes, reading the Observations. */
async function probeAll(client: StartedAgent, protocol: 'tcp' | 'udp', count: number): Promise<number> {
  const probe = probeRight(protocol)
  const startedAt = performance.now()
  const observations = await client.probe(new Array<Probe>(count).fill(probe), { deadlineMs: 5000 })
  const seconds = (performance.now() - startedAt) / 1000
  const bad = observations.find((observation) => !isWholeTuple(observation))
  if (bad !== undefined) throw new Error(`a probe without its 4-tuple: ${JSON.stringify(bad)}`)
  return seconds
}

/**
 * The usual way of this field: a small client is started in the namespace for each probe. The client is bash, which
 * speaks TCP without another program; it sends podnet's 24 bytes and reads the answer's first four.
 */
export const bashClient = (address: string, port: number): string => `
exec 3<>/dev/tcp/${address}/${port}
printf 'podR\\1\\0\\0\\0nonce\\0\\0\\0\\0\\0\\0\\x18\\0\\0\\0\\0' >&3
read -r -N 4 -u 3 answer
[ "$answer" = podA ] && echo ok`

async function spawnEach(client: StartedAgent, count: number, atOnce: number): Promise<number> {
  const spawnAll = `seq ${count} | xargs -P ${atOnce} -I NUMBER ip netns exec left bash -c "$0" | grep -c ok`
  const startedAt = performance.now()
  const [result] = await client.run([
    { place: left, argv: ['bash', '-c', spawnAll, bashClient(rightAddress, serverPort)] },
  ])
  const seconds = (performance.now() - startedAt) / 1000
  if (Number(result?.stdout) !== count)
    throw new Error(`only ${result?.stdout} of ${count} answered: ${result?.stderr}`)
  return seconds
}

async function connectBare(client: StartedAgent, count: number): Promise<number> {
  const argv = [nodePath, bareConnectPath, rightAddress, `${serverPort}`, `${count}`]
  const [result] = await client.run([{ place: left, argv }])
  if (result?.exitCode !== 0) throw new Error(`bare-connect.ts failed: ${result?.stderr}`)
  return Number(result.stdout)
}
