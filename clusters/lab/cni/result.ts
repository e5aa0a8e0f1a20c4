import { z } from 'zod'

const resultSchema = z.looseObject({
  interfaces: z.array(z.looseObject({ name: z.string(), sandbox: z.string().optional() })).optional(),
  ips: z.array(z.looseObject({ address: z.string(), interface: z.number().int().optional() })).optional(),
})

/** The IPv4 address that a result gives the Pod, without its prefix length; undefined where it gives none. */
export function podAddressOf(result: unknown): string | undefined {
  const { success, data } = resultSchema.safeParse(result)
  if (!success) return undefined
  const inPod = (index: number | undefined) => index === undefined || (data.interfaces?.[index]?.sandbox ?? '') !== ''
  const own = data.ips?.find((ip) => inPod(ip.interface) && !ip.address.includes(':'))
  return own?.address.split('/')[0]
}
