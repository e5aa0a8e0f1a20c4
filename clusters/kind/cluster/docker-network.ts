import { z } from 'zod'
import { familyOf } from '../../../properties/model/address.ts'
import { run } from '../../host/process.ts'
import { docker } from './docker.ts'

/** docker's network that every kind cluster of a machine is on, other people's too. */
export const kindNetwork = 'kind'

const inspected = z.array(z.object({ IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string() })) }) }))

export async function networkExists(): Promise<boolean> {
  const names = await docker(['network', 'ls', '--format', '{{.Name}}'])
  return names.split('\n').includes(kindNetwork)
}

/** The network's IPv4 subnet. Throws Error when it has none. */
export async function networkSubnet(): Promise<string> {
  return subnetOf(await docker(['network', 'inspect', kindNetwork]))
}

/** Out of what `docker network inspect` prints. */
export function subnetOf(json: string): string {
  const subnets = inspected.parse(JSON.parse(json)).flatMap(({ IPAM }) => IPAM.Config.map(({ Subnet }) => Subnet))
  const subnet = subnets.find((subnet) => familyOf(subnet) === 'ipv4')
  if (subnet === undefined) throw new Error(`docker network ${kindNetwork} has no IPv4 subnet`)
  return subnet
}

/** Removes the network, unless a container is still on it: the engine refuses then, and that is right. */
export async function removeNetwork(): Promise<void> {
  await run('docker', ['network', 'rm', kindNetwork])
}
