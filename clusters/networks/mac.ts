/** The four bytes of an IPv4 address as `0a:f4:01:02`. */
function hexBytes(address: string): string {
  return address
    .split('.')
    .map((byte) => Number(byte).toString(16).padStart(2, '0'))
    .join(':')
}

/**
 * MAC of a Pod or a bridge, made of its address. The same address always has the same MAC: a neighbour entry that
 * outlives a Pod cannot mislead the next one that gets its address.
 */
export function macOfAddress(address: string): string {
  return `0a:58:${hexBytes(address)}`
}

/** MAC of a Node's tunnel device. flannel draws one and publishes it (datapath 1.1); here it is made of the address. */
export function tunnelMac(nodeAddress: string): string {
  return `0a:5a:${hexBytes(nodeAddress)}`
}
