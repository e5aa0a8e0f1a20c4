import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Flow } from '../../properties/model/flow.ts'
import type { IpvsListings, Load } from '../../properties/model/load.ts'
import type { Observation } from '../../properties/model/observation.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'

/** The tool first, as for structure: in 6.1 the file leaves out servers where namespaces share the kernel's table. */
const listing = 'ipvsadm -Ln 2> /dev/null || cat /proc/net/ip_vs'

/** Makes the probes that `ask` makes while `holds` are open, and reads what IPVS counts before, meanwhile and after. */
export async function probeUnderLoad(
  cluster: StartedCluster,
  holds: readonly Probe[],
  ask: () => Promise<Observation[]>,
  signal: AbortSignal,
): Promise<{ seen: Observation[]; load: Load }> {
  const flows = holds.map((probe): Flow => ({ kind: 'held', probe }))
  const before = await readListings(cluster, signal)
  const { traffic, result } = await cluster.keepFlowing(
    flows,
    async () => {
      const open = await readListings(cluster, signal)
      const seen = await ask()
      return { seen, open, after: await readListings(cluster, signal) }
    },
    signal,
  )
  const { seen, open, after } = result
  return { seen, load: { flows, traffic, before, open, after } }
}

async function readListings(cluster: StartedCluster, signal: AbortSignal): Promise<IpvsListings> {
  const { nodes } = cluster.topology
  const commands = nodes.map(({ name }) => ({ place: nodePlace(name), argv: ['sh', '-c', listing] }))
  const results = await cluster.read(commands, signal)
  return Object.fromEntries(
    nodes.flatMap(({ name }, index) => {
      const result = results[index]
      return result?.exitCode === 0 ? [[name, result.stdout.split('\n')]] : []
    }),
  )
}
