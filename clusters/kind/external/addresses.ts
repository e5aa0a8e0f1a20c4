import { contains, hostAddress, prefixLength, rangeSize } from '../../../properties/model/address.ts'

/**
 * A second address for a host of docker's network: its own, half the range further on. The engine hands out addresses
 * from the bottom, and two hosts with different addresses get different second ones. Throws RangeError when the
 * engine's own addresses reach that far.
 */
export function detourAddress(subnet: string, address: string): string {
  const half = rangeSize(subnet) / 2
  const lower = `${hostAddress(subnet, 0)}/${prefixLength(subnet) + 1}`
  if (!contains(lower, address)) throw new RangeError(`${subnet} has no room for a second address of ${address}`)
  return hostAddress(subnet, half + positionIn(subnet, address))
}

function positionIn(subnet: string, address: string): number {
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  return number(address) - number(hostAddress(subnet, 0))
}
