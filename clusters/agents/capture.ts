import type { PlaceId } from '../../properties/model/place.ts'
import { readFrame } from '../capture/frame.ts'
import type { Captured } from '../cluster.ts'
import type { Agents } from './agents.ts'

/** Records frames of devices while the action runs; ends the recording also when the action fails. */
export async function capture<T>(
  agents: Agents,
  hostOf: (place: PlaceId) => string | undefined,
  devices: readonly { place: PlaceId; device: string }[],
  action: () => Promise<T>,
  signal: AbortSignal,
): Promise<Captured<T>> {
  signal.throwIfAborted()
  const byHost = Map.groupBy(devices, ({ place }) => hostOf(place) ?? place)
  const started = new Set<string>()
  try {
    const starts = [...byHost].map(async ([host, captures]) => {
      await agents.send(host, { kind: 'capture-start', captures })
      started.add(host)
    })
    const failed = (await Promise.allSettled(starts)).find((start) => start.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const result = await action()
    return { ...(await stop(agents, started)), result }
  } catch (error) {
    await stop(agents, started).catch(() => {
      // An agent that has ended takes its recording along; the first error says more.
    })
    throw error
  }
}

async function stop(
  agents: Agents,
  started: Set<string>,
): Promise<Pick<Captured<unknown>, 'frames' | 'droppedFrames'>> {
  const hosts = [...started]
  started.clear()
  const responses = await Promise.all(hosts.map((host) => agents.send(host, { kind: 'capture-stop' })))
  const recordings = responses.flatMap((response) => (response.kind === 'frames' ? [response] : []))
  return {
    frames: recordings
      .flatMap(({ frames }) => frames.flatMap((frame) => readFrame(frame) ?? []))
      .sort((one, other) => one.timeMs - other.timeMs),
    droppedFrames: recordings.reduce((sum, { droppedFrames }) => sum + droppedFrames, 0),
  }
}
