import type { Checked } from './podnet.fixture.ts'

/**
 * For tests: what a cluster that holds `services.yaml` has where scripts say `{...}`: `ip-a`, the address of pod/a, and so
 * on; `port`, the end of pod/a's veth pair on node1; `dns1`, the address of the DNS server on node1 where there is one.
 */
export function servicePlacesOf({ structure, status }: Checked): Record<string, string> {
  const addresses = status.pods.map(({ name, ips }) => [`ip-${name}`, ips[0] ?? ''] as const)
  const other = structure['pod/a']?.links.find(({ name }) => name === 'eth0')?.peerIndex
  const port = structure['node/node1']?.links.find(({ index }) => index === other)?.name
  const dns = status.services?.find(({ service }) => service.name === 'kube-dns')?.slices[0]?.endpoints
  const dns1 = dns?.find(({ nodeName }) => nodeName === 'node1')?.address
  if (port === undefined) throw new Error('the cluster lacks a device')
  return { ...Object.fromEntries(addresses), port, ...(dns1 !== undefined && { dns1 }) }
}
