import { GenericContainer } from 'testcontainers'
import { kindNetwork } from '../cluster/docker-network.ts'

/**
 * Starts the host outside the cluster: a container of the Nodes' image on their network, which sleeps. Returns its
 * address. It is privileged, since its sysctls and routes are its own to set.
 */
export async function startExternal(name: string, image: string, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted()
  // Ryuk would remove the container with this process, and a kept cluster outlives it. The ledger covers it instead.
  process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  const container = await new GenericContainer(image)
    .withName(name)
    .withNetworkMode(kindNetwork)
    .withEntrypoint(['sleep'])
    .withCommand(['infinity'])
    .withPrivilegedMode()
    .start()
  signal.throwIfAborted()
  return container.getIpAddress(kindNetwork)
}
