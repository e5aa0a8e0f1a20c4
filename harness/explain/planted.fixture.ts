import { join } from 'node:path'
import type { StartedCluster } from '../../clusters/cluster.ts'
import type { PathEvidence } from '../../properties/explain/evidence.ts'
import { explain } from '../../properties/explain/explain.ts'
import type { Explanation } from '../../properties/model/explanation.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import { type PlaceId, podPlace } from '../../properties/model/place.ts'
import { type Probe, probeHeaderBytes } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { makeWorld, podOf, type World } from '../../properties/model/world.ts'
import { fromPod, toPod } from '../../properties/probes.ts'
import { properties } from '../../properties/registry.ts'
import { repeatRefuted } from '../run/repeat-refuted.ts'
import { readScenarioFile } from '../scenario-file.ts'
import { chooseProbe } from './choose-probe.ts'
import { collect, type RefutedProbe } from './collect.ts'

const patience = () => AbortSignal.timeout(120_000)

/** For tests: the scenario of the planted faults of Services, and a Pod with a hostPort. */
export function explainedScenario(): Scenario {
  const { scenario } = readScenarioFile(join(import.meta.dirname, '..', 'planted-faults', 'services.yaml'))
  const ports = [{ name: 'web', protocol: 'TCP' as const, hostPort: 18080 }]
  const pod = { name: 'h', nodeName: 'node2', hostNetwork: false, containers: [{ name: 'main', port: 8080, ports }] }
  return { ...scenario, pods: [...scenario.pods, pod] }
}

export interface Lab {
  cluster: StartedCluster
  world: World
  words: Readonly<Record<string, string>>
}

/** For tests: what a cluster of node1 to node3 has where scripts say `{...}`. */
export async function readyLab(cluster: StartedCluster): Promise<Lab> {
  const scenario = explainedScenario()
  const status = await cluster.apply(scenario, patience())
  const world = makeWorld(cluster.network, cluster.topology, scenario, status)
  const structure = await cluster.structure(patience())
  const device = cluster.network.tunnel?.device
  const words: Record<string, string> = {}
  for (const [number, node] of [1, 2, 3].map((number) => [number, `node${number}`] as const)) {
    const facts = structure[`node/${node}`]
    const of = world.nodes.get(node)
    words[`mac${number}`] = facts?.links.find(({ name }) => name === device)?.mac ?? ''
    words[`tunnel${number}`] = facts?.addresses.find((one) => one.device === device)?.address ?? ''
    words[`address${number}`] = of?.address ?? ''
    words[`range${number}`] = of?.status.podRanges[0] ?? ''
    words[`net${number}`] = words[`range${number}`]?.split('.').slice(0, 3).join('.') ?? ''
  }
  for (const pod of world.networkPods) {
    words[`ip-${pod.name}`] = pod.ip
    const eth0 = structure[podPlace(pod.name)]?.links.find(({ name }) => name === 'eth0')
    words[`port-${pod.name}`] =
      structure[`node/${pod.nodeName}`]?.links.find(({ index, kind }) => kind === 'veth' && index === eth0?.peerIndex)
        ?.name ?? ''
    words[`mac-${pod.name}`] = eth0?.mac ?? ''
  }
  return { cluster, world, words }
}

/** A place and what `sh -ec` does there. */
export type Script = [place: string, script: string]

/** Puts in what the cluster has where a text says `{...}`. */
export const filledIn = (text: string, words: Lab['words']): string =>
  text.replace(/{([\w-]+)}/g, (whole, name: string) => words[name] ?? whole)

/** For tests: runs scripts one after the other; throws where one fails. */
export async function carryOut({ cluster, words }: Lab, scripts: readonly Script[]): Promise<void> {
  for (const [place, script] of scripts) {
    const filled = filledIn(script, words)
    const [result] = await cluster.read([{ place: place as PlaceId, argv: ['sh', '-ec', filled] }], patience())
    if (result?.exitCode !== 0) throw new Error(`${place}: ${filled}: ${result?.stderr}`)
  }
}

/** For tests: what every quick probe of every property shows, judged. */
export async function probeAll({ cluster, world }: Lab, only: readonly string[] = []): Promise<Check[]> {
  const chosen = properties.filter(({ id }) => only.length === 0 || only.includes(id))
  const planned = chosen.flatMap(({ id, probes }) => (probes?.(world) ?? []).map((probe) => ({ id, probe })))
  const seen = await cluster.probe(
    planned.map(({ probe }) => probe),
    patience(),
    1_500,
  )
  return planned.flatMap(({ id, probe }, index) => {
    const observation = seen[index]
    return observation === undefined ? [] : [judgeProbe(id, world, probe, observation)]
  })
}

/** For tests: the same of a healthy cluster, without what a known defect did by chance to one probe of thousands. */
export async function probeHealthy(lab: Lab): Promise<Check[]> {
  const checks = await probeAll(lab)
  const exchanges = checks.flatMap(({ probe, observation }) =>
    probe === undefined || observation === undefined ? [] : [[probe, observation] as const],
  )
  await repeatRefuted(lab.world, lab.cluster, exchanges, checks, patience())
  return checks.filter(({ verdict, defect }) => verdict === 'refuted' && defect === undefined)
}

/** For tests: finds a failing probe and explains it; undefined where nothing fails. */
export async function findAndExplain(lab: Lab, only?: readonly string[]): Promise<Explanation | undefined> {
  const checks = await probeAll(lab, only)
  const refuted = checks.filter((check): check is Check & RefutedProbe => check.verdict === 'refuted')
  return explainOne(lab, chooseProbe(lab.world, refuted))
}

/** For tests: asks Service web from one UDP port of pod/a, as a flow does that goes on, and explains what is wrong. */
export async function explainFlow(lab: Lab, sourcePort: number): Promise<Explanation | undefined> {
  const { cluster, world } = lab
  const target = { kind: 'cluster-ip', address: '10.96.1.1', port: 80, service: 'default/web:udp' } as const
  const size = { size: 'small', payloadBytes: probeHeaderBytes } as const
  const probe: Probe = { client: podPlace('a'), sourcePort, target, protocol: 'udp', ...size }
  const [observation] = await cluster.probe([probe], patience(), 1_500)
  const check = observation && judgeProbe('udp-flows-follow-the-endpoints', world, probe, observation)
  return check?.verdict === 'refuted' ? explainOne(lab, { ...check, probe }) : undefined
}

/** For tests: what would be saved of a probe from pod/a to pod/b, as if it were refuted. */
export function readPair({ cluster, world }: Lab): Promise<PathEvidence> {
  const probe = toPod(world, fromPod({ name: 'a' }), podOf(world, 'b'), 'tcp')
  const check = {
    property: 'pods-reach-pods-without-nat',
    rule: 'pod-to-pod-other-node',
    subject: 'a',
    expected: '',
    observed: '',
  }
  return collect(cluster, world, { ...check, probe }, '', patience())
}

async function explainOne(lab: Lab, check: RefutedProbe | undefined): Promise<Explanation | undefined> {
  if (check === undefined) return undefined
  return explain(await collect(lab.cluster, lab.world, check, '', patience()))
}
