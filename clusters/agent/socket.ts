import type { SocketAddress } from '../../properties/model/observation.ts'
import { check } from './errno.ts'
import { libc } from './libc.ts'
import {
  AF_INET6,
  IP_MTU_DISCOVER,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_MTU_DISCOVER,
  SO_ERROR,
  SO_LINGER,
  SOL_SOCKET,
} from './linux.ts'
import { decodeSocketAddress, socketAddressBytes } from './socket-address.ts'

// Scratch memory for out-parameters: every call is synchronous, so one of each is enough.
const integer = Buffer.alloc(4)
const length = Buffer.alloc(4)
const address = Buffer.alloc(socketAddressBytes)

/** Sets an int option. Returns below 0 on error. */
export function setOption(fd: number, level: number, option: number, value: number): number {
  integer.writeInt32LE(value)
  return libc.setsockopt(fd, level, option, integer, 4)
}

/** Whether datagrams carry DF: one of the PMTUDISC constants. */
export function setPathMtuDiscovery(fd: number, family: number, mode: number): number {
  if (family === AF_INET6) return setOption(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, mode)
  return setOption(fd, IPPROTO_IP, IP_MTU_DISCOVER, mode)
}

/** The error the kernel keeps for the socket, as an errno; 0 where there is none. Reading clears it. */
export function takePendingError(fd: number): number {
  length.writeInt32LE(4)
  check(libc.getsockopt(fd, SOL_SOCKET, SO_ERROR, integer, length), 'SO_ERROR')
  return integer.readInt32LE()
}

/** The socket's own end, as its kernel reports it. */
export function localAddress(fd: number): SocketAddress {
  length.writeInt32LE(socketAddressBytes)
  check(libc.getsockname(fd, address, length), 'getsockname')
  return decodeSocketAddress(address)
}

/** struct linger { on, 0 seconds }. */
const noLinger = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])

/** close() resets the connection: no TIME_WAIT, so that a large matrix does not run out of ports and conntrack entries. */
export function resetOnClose(fd: number): void {
  libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, noLinger, noLinger.length)
}
