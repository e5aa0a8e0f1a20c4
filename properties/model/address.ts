import { Address4, Address6 } from 'ip-address'

/** Address family of a text address or CIDR. */
export type Family = 'ipv4' | 'ipv6'

export function familyOf(text: string): Family {
  return text.includes(':') ? 'ipv6' : 'ipv4'
}

function parse(text: string): Address4 | Address6 {
  return familyOf(text) === 'ipv6' ? new Address6(text) : new Address4(text)
}

/**
 * What is wrong with a CIDR, in words, or undefined when it is sound.
 * ip-address accepts `10.0.0.0/08` and host bits, so the text is compared with the parsed value's own rendering.
 */
export function cidrProblem(text: string): string | undefined {
  if (!/^[0-9a-fA-F.:]+\/(0|[1-9][0-9]{0,2})$/.test(text)) return `"${text}" is not a CIDR such as 10.244.0.0/16`
  try {
    const first = parse(text).startAddress().correctForm()
    return first === parse(text.slice(0, text.indexOf('/'))).correctForm()
      ? undefined
      : `"${text}" has host bits set: the range is ${first}/${prefixLength(text)}`
  } catch (error) {
    return `"${text}" is not a CIDR: ${(error as Error).message}`
  }
}

/** What is wrong with an address, in words, or undefined when it is sound. */
export function addressProblem(text: string): string | undefined {
  try {
    return text.includes('/') || !parse(text) ? `"${text}" is not an IP address` : undefined
  } catch {
    return `"${text}" is not an IP address`
  }
}

/** The n-th address of a range, counted from 0: `hostAddress('10.244.1.0/24', 1)` is `10.244.1.1`. Throws RangeError outside the range. */
export function hostAddress(cidr: string, n: number): string {
  const range = parse(cidr)
  const value = range.startAddress().bigInt() + BigInt(n)
  if (value > range.endAddress().bigInt()) throw new RangeError(`${cidr} has no address number ${n}`)
  return (familyOf(cidr) === 'ipv6' ? Address6.fromBigInt(value) : Address4.fromBigInt(value)).correctForm()
}

/** The n-th subnet of the given prefix length inside a range. */
export function subnet(cidr: string, prefixLength: number, n: number): string {
  const bits = familyOf(cidr) === 'ipv6' ? 128 : 32
  return `${hostAddress(cidr, n * 2 ** (bits - prefixLength))}/${prefixLength}`
}

/** Number of addresses of a range, network and broadcast address included. */
export function rangeSize(cidr: string): number {
  return 2 ** ((familyOf(cidr) === 'ipv6' ? 128 : 32) - prefixLength(cidr))
}

export function prefixLength(cidr: string): number {
  return Number(cidr.slice(cidr.indexOf('/') + 1))
}

/** true when the address or range lies inside the range. */
export function contains(cidr: string, inner: string): boolean {
  return familyOf(cidr) === familyOf(inner) && parse(inner).isInSubnet(parse(cidr))
}

export function overlaps(a: string, b: string): boolean {
  return contains(a, b) || contains(b, a)
}

/** Whole-address CIDR: `/32` or `/128`. */
export function hostRange(address: string): string {
  return `${address}/${familyOf(address) === 'ipv6' ? 128 : 32}`
}

/** Pods that an IPv4 range of a Node holds: three addresses are no Pod's, its own, the gateway's and the broadcast address. */
export const podRoom = (range: string): number => Math.max(0, rangeSize(range) - 3)
