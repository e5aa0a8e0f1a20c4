import type { SocketAddress } from '../../properties/model/observation.ts'
import { probeHeaderBytes } from '../../properties/model/probe.ts'
import { addressBytes, addressText } from './socket-address.ts'

/** Whether a datagram and its answer carry DF; the answer must be sent as the request was, to test both ways alike. */
export type Fragmentation = 'default' | 'never' | 'allowed'

/** Head of every request and every answer, `probeHeaderBytes` long. */
export interface Header {
  kind: 'request' | 'answer'
  fragmentation: Fragmentation
  /** 64 bits as two numbers: a BigInt per probe costs more than the rest of the header. */
  nonceHigh: number
  nonceLow: number
  /** Whole message, header included. */
  totalBytes: number
}

/** What a server saw of an exchange. */
export interface ServerView {
  identity: string
  local: SocketAddress
  peer: SocketAddress
}

const magics = { request: 0x706f6452, answer: 0x706f6441 } // podR, podA
const fragmentations: readonly Fragmentation[] = ['default', 'never', 'allowed']
const wireVersion = 1

/** Longest identity on the wire; a Pod's and a container's name have at most 63 bytes each. */
export const maximumIdentityBytes = 255
const maximumAddressBytes = 1 + 16 + 2
/** Bytes of an answer that matter; the rest is padding. */
export const maximumAnswerBytes = probeHeaderBytes + 2 * maximumAddressBytes + 1 + maximumIdentityBytes

// magic u32, version u8, fragmentation u8, reserved u16, nonce u64, total u32, reserved u32; network order.
export function writeHeader(to: Buffer, header: Header): void {
  to.writeUInt32BE(magics[header.kind], 0)
  to.writeUInt8(wireVersion, 4)
  to.writeUInt8(fragmentations.indexOf(header.fragmentation), 5)
  to.writeUInt16BE(0, 6)
  to.writeUInt32BE(header.nonceHigh, 8)
  to.writeUInt32BE(header.nonceLow, 12)
  to.writeUInt32BE(header.totalBytes, 16)
  to.writeUInt32BE(0, 20)
}

/** undefined where `from` does not start with a whole header of this kind and version: it is somebody else's message. */
export function readHeader(from: Buffer, length: number, kind: Header['kind']): Header | undefined {
  if (length < probeHeaderBytes || from.readUInt32BE(0) !== magics[kind] || from[4] !== wireVersion) return undefined
  const fragmentation = fragmentations[from[5] ?? -1]
  const totalBytes = from.readUInt32BE(16)
  if (fragmentation === undefined || totalBytes < probeHeaderBytes) return undefined
  return { kind, fragmentation, nonceHigh: from.readUInt32BE(8), nonceLow: from.readUInt32BE(12), totalBytes }
}

/**
 * Writes the answer to a request and returns its length: as long as the request, so that the way back is tested
 * with the same size, or longer where what the server saw does not fit.
 */
export function writeAnswer(to: Buffer, request: Header, view: ServerView): number {
  let offset = probeHeaderBytes
  for (const end of [view.local, view.peer]) offset = writeEnd(to, offset, end)
  const identityBytes = to.write(view.identity, offset + 1, maximumIdentityBytes, 'utf8')
  to.writeUInt8(identityBytes, offset)
  const totalBytes = Math.max(offset + 1 + identityBytes, request.totalBytes)
  writeHeader(to, { ...request, kind: 'answer', totalBytes })
  return totalBytes
}

/** What the server wrote after the header; undefined where it makes no sense. */
export function readView(answer: Buffer): ServerView | undefined {
  try {
    const local = readEnd(answer, probeHeaderBytes)
    const peer = readEnd(answer, local.next)
    const identityBytes = answer.readUInt8(peer.next)
    const identity = answer.toString('utf8', peer.next + 1, peer.next + 1 + identityBytes)
    return { identity, local: local.end, peer: peer.end }
  } catch {
    return undefined
  }
}

function writeEnd(to: Buffer, offset: number, end: SocketAddress): number {
  const bytes = addressBytes(end.address)
  to.writeUInt8(bytes.length, offset)
  to.set(bytes, offset + 1)
  return to.writeUInt16BE(end.port, offset + 1 + bytes.length)
}

function readEnd(from: Buffer, offset: number): { end: SocketAddress; next: number } {
  const length = from.readUInt8(offset)
  if (length !== 4 && length !== 16) throw new RangeError(`an address of ${length} bytes`)
  const portOffset = offset + 1 + length
  const address = addressText(from.subarray(offset + 1, portOffset))
  return { end: { address, port: from.readUInt16BE(portOffset) }, next: portOffset + 2 }
}
