import type { PlaceId } from '../../properties/model/place.ts'
import type { Captured } from '../cluster.ts'
import type { Agents } from './agents.ts'
export async function capture<T>(
  _agents: Agents,
  _hostOf: (place: PlaceId) => string | undefined,
  _devices: readonly { place: PlaceId; device: string }[],
  action: () => Promise<T>,
  _signal: AbortSignal,
): Promise<Captured<T>> { return { frames: [], droppedFrames: 0, result: await action() } }
