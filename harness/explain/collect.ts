import type { StartedCluster } from '../../clusters/cluster.ts'
import type { Output, PathEvidence } from '../../properties/explain/evidence.ts'
import { withoutIptables } from '../../properties/explain/filter/read-nftables.ts'
import { otherProbes, placesOnTheWay } from '../../properties/explain/pair.ts'
import { expect } from '../../properties/model/expectation.ts'
import type { NamespaceFacts, StructureFacts } from '../../properties/model/facts.ts'
import type { Frame } from '../../properties/model/frame.ts'
import { isAsExpected, type Observation, type Seen } from '../../properties/model/observation.ts'
import { nodePlace, type PlaceId, placeKind } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { uplinkDevice } from '../../properties/model/topology.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { nodeOf, type World } from '../../properties/model/world.ts'
import { readingsOf } from './commands.ts'

/** What was refuted of a probe, which alone has a way that can be walked. */
export interface RefutedProbe
  extends Pick<Check, 'property' | 'rule' | 'subject' | 'expected' | 'observed' | 'persistence'> {
  probe: Probe
  observation?: Seen
}

/** Frames kept, of those between addresses of the pair. */
const maxFrames = 1_500
/** An answer that has not come by then does not come: only the time of a neighbour that is not there is longer. */
const deadlineMs = 1_500

/** Reads everything about one failing probe: what it shows now, where its frames are seen, and the state on its way. */
export async function collect(
  cluster: StartedCluster,
  world: World,
  check: RefutedProbe,
  pattern: string,
  signal: AbortSignal,
): Promise<PathEvidence> {
  const { probe } = check
  const first = check.observation !== undefined && !isAsExpected(check.observation) ? check.observation : undefined
  const places = placesOnTheWay(world, probe, first)
  const others = otherProbes(world, probe)
  const before = await read(cluster, places, 'before', signal)
  const attempts = attemptsOf(world, check)
  const made = await probeWithFrames(cluster, world, places, [...attempts, ...others.map(({ probe }) => probe)], signal)
  const [structure, after] = [await cluster.structure(signal), await read(cluster, places, 'after', signal)]
  const observations = made.result
  const addresses = addressesOf(structure, places)
  const kept = made.frames.filter((frame) => isBetween(frame, addresses))
  return {
    schemaVersion: 1,
    property: check.property,
    rule: check.rule,
    subject: check.subject,
    expected: check.expected,
    observed: check.observed,
    pattern,
    network: world.network.name,
    topology: world.wholeTopology,
    scenario: world.scenario,
    status: world.status,
    probe,
    attempts: observations.slice(0, attempts.length),
    others: others.map((one, index) => ({ ...one, observation: observations[attempts.length + index] as Observation })),
    structure: structureOnTheWay(world, structure, places),
    outputs: [...before, ...after],
    frames: kept.slice(0, maxFrames),
    droppedFrames: made.droppedFrames + Math.max(0, kept.length - maxFrames),
    ...(made.problem !== undefined && { captureProblem: made.problem }),
  }
}

/** Some for each endpoint that may be drawn, more where a failure is rare; one alone where the source port is given. */
function attemptsOf(world: World, { probe, persistence, rule }: RefutedProbe): Probe[] {
  const ways = expect(world, probe).allowed.length
  const rare = persistence === 'flaky' || persistence === 'late' || rule === 'datagram-loss'
  const number = probe.sourcePort !== undefined ? 1 : rare ? 20 : ways > 1 ? Math.min(4 * ways, 16) : 3
  return Array.from({ length: number }, () => probe)
}

interface Made {
  result: Observation[]
  frames: Frame[]
  droppedFrames: number
  problem?: string
}

async function probeWithFrames(
  cluster: StartedCluster,
  world: World,
  places: readonly PlaceId[],
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<Made> {
  const action = () => cluster.probe(probes, signal, deadlineMs)
  const devices = devicesOf(world, await cluster.structure(signal), places)
  try {
    return await cluster.capture(devices, action, signal)
  } catch (error) {
    signal.throwIfAborted()
    return { result: await action(), frames: [], droppedFrames: 0, problem: (error as Error).message }
  }
}

/** The Pods' own ends and the Nodes', the bridges, the tunnel devices and the uplinks. */
function devicesOf(world: World, structure: StructureFacts, places: readonly PlaceId[]) {
  const pods = places.filter((place) => placeKind(place) === 'pod')
  const ends = new Set(
    pods.flatMap((pod) => structure[pod]?.links.find(({ name }) => name === 'eth0')?.peerIndex ?? []),
  )
  return places.flatMap((place) => {
    const links = structure[place]?.links ?? []
    if (placeKind(place) === 'pod') return links.some(({ name }) => name === 'eth0') ? [{ place, device: 'eth0' }] : []
    const node = nodeOf(world, place.slice('node/'.length))
    const wanted = ['cni0', uplinkDevice(node), world.network.tunnel?.device]
    return links
      .filter(({ name, index, kind }) => wanted.includes(name) || (kind === 'veth' && ends.has(index)))
      .map(({ name }) => ({ place, device: name }))
  })
}

async function read(
  cluster: StartedCluster,
  places: readonly PlaceId[],
  when: Output['when'],
  signal: AbortSignal,
): Promise<Output[]> {
  const readings = readingsOf(places, when)
  const results = await cluster.read(
    readings.map(({ place, argv }) => ({ place, argv })),
    signal,
  )
  return readings.map(({ place, name, argv }, index) => {
    const { exitCode = 255, stdout = '', stderr = '' } = results[index] ?? {}
    const printed = name === 'nft' ? withoutIptables(stdout) : stdout
    const text = exitCode === 0 ? printed : `${printed}${stderr}`
    const command = argv[0] === 'sh' ? (argv[2] ?? '') : argv.join(' ')
    return { place, name, when, command, exitCode, text }
  })
}

/** Of Nodes off the way only what they know of tunnels: it tells which of two ends is wrong. */
function structureOnTheWay(world: World, structure: StructureFacts, places: readonly PlaceId[]): StructureFacts {
  const device = world.network.tunnel?.device
  const others = world.topology.nodes.map(({ name }) => nodePlace(name)).filter((place) => !places.includes(place))
  const onTunnel = (facts: NamespaceFacts): NamespaceFacts => ({
    ...facts,
    links: facts.links.filter(({ name }) => name === device),
    addresses: facts.addresses.filter((one) => one.device === device),
    routes: [],
    neighbours: facts.neighbours.filter((one) => one.device === device),
    forwarding: facts.forwarding.filter((one) => one.device === device),
    sysctls: {},
    natRules: [],
    proxyTable: [],
    virtualServers: [],
  })
  return Object.fromEntries([
    ...places.flatMap((place) => (structure[place] === undefined ? [] : [[place, structure[place]] as const])),
    ...others.flatMap((place) => {
      const facts = structure[place]
      return facts === undefined ? [] : [[place, onTunnel(facts)] as const]
    }),
  ])
}

function addressesOf(structure: StructureFacts, places: readonly PlaceId[]): Set<string> {
  return new Set(places.flatMap((place) => structure[place]?.addresses.map(({ address }) => address) ?? []))
}

/** At least one end is the pair's: the other one may be a Service's address, or whatever a fault made of it. */
function isBetween(frame: Frame, addresses: ReadonlySet<string>): boolean {
  const packets = [frame.ip, frame.ip?.vxlan?.inner.ip, frame.ip?.inner]
  return packets.some((ip) => ip !== undefined && (addresses.has(ip.source) || addresses.has(ip.destination)))
}
