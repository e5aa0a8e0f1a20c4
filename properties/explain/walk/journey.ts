import { expect } from '../../model/expectation.ts'
import { judgeProbe } from '../../model/judge.ts'
import type { Observation } from '../../model/observation.ts'
import { type Arrival, arrivalOf } from '../../model/services/arrival.ts'
import { endpointsFor, isServiceProbe } from '../../model/services/expect-service.ts'
import { type Flow, readConntrack } from '../conntrack.ts'
import type { Packet } from '../packet.ts'
import { entryNode, placeWithAddress } from '../pair.ts'
import { sourceTowards } from '../routes.ts'
import { beginning, conntrackOf, factsOf, ownerOf, placeOfNode, type Scene } from './scene.ts'

/** The one attempt whose way is walked, and what is known of it beforehand. */
export interface Journey {
  /** The first packet, as the client sends it. */
  first: Packet
  /** Absent where no attempt failed again. */
  attempt?: Observation
  /** The Node where it enters the cluster, or is translated; absent between places outside. */
  entry?: string
  service?: ServiceCall
  /** Sources that the model expects on the way: where a Service is called also the one at the entry Node. */
  sourceAtServer(address: string): string | undefined
}

/** A call that a Node translates. */
export interface ServiceCall {
  arrival: Arrival
  /** `ADDRESS:PORT` of those that may answer; none where nobody may. */
  expected: string[]
  /** Where connection tracking of the entry Node says that the attempt went. */
  flow?: Flow
}

/** The attempt that failed, of those made while frames were recorded. */
function failedAttempt({ world, evidence, probe }: Scene): Observation | undefined {
  return evidence.attempts.find((one) => {
    const { verdict } = judgeProbe(evidence.property, world, probe, one)
    return verdict === 'refuted'
  })
}

export function planJourney(scene: Scene): Journey {
  const { world, probe } = scene
  const attempt = failedAttempt(scene)
  const entry = entryNode(world, probe)
  const begin = beginning(scene, probe.client)
  const facts = begin.kind === 'node' ? factsOf(scene, placeOfNode(begin.node)) : undefined
  const own = begin.kind === 'pod' ? begin.pod.ip : undefined
  const external = begin.kind === 'outside' ? world.topology.externalAddress : undefined
  const chosen = facts && sourceTowards(facts, probe.target.address)
  const first: Packet = {
    source: probe.bind?.address ?? own ?? external ?? attempt?.client?.address ?? chosen ?? '0.0.0.0',
    destination: probe.target.address,
    protocol: probe.protocol,
    sourcePort: attempt?.client?.port ?? probe.sourcePort ?? 0,
    destinationPort: probe.target.port,
    state: 'NEW',
    mark: 0,
    ...(probe.size === 'fragmented' && { fragmented: true }),
  }
  const { allowed } = expect(world, probe)
  const sourceAtServer = (address: string) =>
    allowed.find(
      ({ destination, source }) => source !== undefined && (destination?.address ?? probe.target.address) === address,
    )?.source
  const service = isServiceProbe(probe) ? serviceCall(scene, first, entry) : undefined
  return {
    first,
    sourceAtServer,
    ...(attempt !== undefined && { attempt }),
    ...(entry !== undefined && { entry }),
    ...(service !== undefined && { service }),
  }
}

function serviceCall(scene: Scene, first: Packet, entry: string | undefined): ServiceCall {
  const { world, probe } = scene
  const arrival = arrivalOf(world, probe)
  const endpoints = endpointsFor(world, probe).map(({ address, port }) => `${address}:${port}`)
  const byWay = expect(world, probe).allowed.flatMap(({ destination }) =>
    destination === undefined ? [] : [`${destination.address}:${destination.port}`],
  )
  const expected = [...new Set([...endpoints, ...byWay])]
  const flows = entry === undefined ? [] : readConntrack(conntrackOf(scene, entry))
  const flow = flows.find(
    ({ protocol, original }) =>
      protocol === first.protocol &&
      original.destination === first.destination &&
      original.destinationPort === first.destinationPort &&
      first.sourcePort > 0 &&
      // A masquerade on the way to the entry Node changes the port.
      (original.sourcePort === first.sourcePort ||
        (original.source === arrival.source && arrival.source !== first.source)),
  )
  return { arrival, expected, ...(flow !== undefined && { flow }) }
}

/** Where a packet for an address goes: the Node that has it, or its Pod. */
export function nodeTowards(scene: Scene, address: string): string | undefined {
  const owner = ownerOf(scene, address)
  if (owner.kind !== 'outside') return owner.node
  const place = placeWithAddress(scene.world, address)
  return place?.startsWith('node/') ? place.slice('node/'.length) : undefined
}
