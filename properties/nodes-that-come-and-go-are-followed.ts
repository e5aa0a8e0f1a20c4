import type { Check } from './model/verdict.ts'
import type { Property } from './property.ts'
import { routesAreWhatTheNetworkPromises } from './routes-are-what-the-network-promises.ts'
import { tunnelStateIsWhatTheNetworkPromises } from './tunnel-state-is-what-the-network-promises.ts'

const id = 'nodes-that-come-and-go-are-followed'

/** What it is judged by where nothing has happened yet. */
const structural = [routesAreWhatTheNetworkPromises, tunnelStateIsWhatTheNetworkPromises]

export const nodesThatComeAndGoAreFollowed: Property = {
  id,
  claim:
    'When a Node has come or gone every Node has the routes, neighbours and forwarding entries for those that are there, and none for others.',
  claims: ['C34'],
  level: 'core',
  needs: [],
  ofHistories: true,
  judge(_world, { history }) {
    const { end, structure } = history ?? {}
    if (end === undefined || structure === undefined) return []
    const evidence = { exchanges: [], structure, frames: [], droppedFrames: 0 }
    return structural
      .flatMap((property) => property.judge(end, evidence))
      .map((check): Check => ({ ...check, property: id }))
  },
}
