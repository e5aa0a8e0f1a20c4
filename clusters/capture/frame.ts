import type { Frame } from '../../properties/model/frame.ts'
import type { CapturedFrame } from '../agent/protocol.ts'
import { decodeEthernet } from './decode.ts'

/** A frame as an agent caught it, read; undefined when it is too short for an Ethernet header. */
export function readFrame({ place, device, direction, timeMs, bytes, data }: CapturedFrame): Frame | undefined {
  const frame = decodeEthernet(Buffer.from(data, 'base64'))
  return frame === undefined ? undefined : { place, device, direction, timeMs, bytes, ...frame }
}
