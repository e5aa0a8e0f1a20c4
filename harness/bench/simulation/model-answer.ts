import { egressAddress, expect } from '../../../properties/model/expectation.ts'
import type { Observation } from '../../../properties/model/observation.ts'
import { placeKind, placeName } from '../../../properties/model/place.ts'
import type { Probe } from '../../../properties/model/probe.ts'
import { nodeNameOf, podOf, type World } from '../../../properties/model/world.ts'

/** What the model says a probe shows, and whether the planted fault changed it. */
export interface ModelAnswer {
  observation: Observation
  deviates: boolean
}

/** Every answer has the client's port; which one says nothing here. */
const port = 40_000

/**
 * An answer as the model wants it; but Pods of `faultyNode` are masqueraded towards Pods of other Nodes: what a rule too
 * many does there.
 */
export function answerFromModel(world: World, probe: Probe, faultyNode: string): ModelAnswer {
  const [allowed] = expect(world, probe).allowed
  if (allowed === undefined) throw new Error('the model allows nothing')
  const { outcome, source } = allowed
  if (outcome !== 'answered') return { observation: { outcome, durationMs: 1 }, deviates: false }
  const { target, client } = probe
  const own = placeKind(client) === 'pod' && target.kind !== 'loopback' ? podOf(world, placeName(client)).ip : source
  const from = { ...(own !== undefined && { client: { address: own, port } }) }
  if (probe.protocol === 'icmp') return { observation: { outcome, ...from, durationMs: 1 }, deviates: false }
  const masquerade = masqueraded(world, probe, faultyNode)
  const observation: Observation = {
    outcome,
    ...from,
    server: {
      identity: target.server ?? '',
      local: { address: target.address, port: target.port },
      peer: { address: masquerade ?? source ?? '', port },
    },
    durationMs: 1,
  }
  return { observation, deviates: masquerade !== undefined }
}

/** The address a masqueraded Pod shows; undefined for all other traffic. */
function masqueraded(world: World, { client, target }: Probe, faultyNode: string): string | undefined {
  if (placeKind(client) !== 'pod' || target.kind !== 'pod' || target.place === undefined) return undefined
  const [from, to] = [nodeNameOf(world, client), nodeNameOf(world, target.place)]
  return from === faultyNode && to !== undefined && to !== from ? egressAddress(world, from, to) : undefined
}
