import { inconclusiveCheck, type Problem, structuralCheck } from './checks.ts'
import { judgeProbe } from './model/judge.ts'
import type { Seen } from './model/observation.ts'
import { pairClasses } from './model/pair-class.ts'
import { placeName } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, hasPath, podOf, type World } from './model/world.ts'
import { oneOtherEach, selves } from './pairs.ts'
import { bothProtocols, fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'a-pod-sees-itself-as-others-see-it'

export const aPodSeesItselfAsOthersSeeIt: Property = {
  id,
  claim: 'The IP a Pod reads on its own socket is the one its peers see and the one its status names.',
  claims: ['C5', 'C10'],
  level: 'core',
  needs: [],
  pairs: [...pairClasses.podToItself, ...pairClasses.podToPod],
  needsRows: true,
  probes(world) {
    const own = selves(world, world.networkPods).map((pod) => [pod, pod] as const)
    const others = oneOtherEach(world, (pod, index) => {
      const reached = world.networkPods.filter(
        (other) => other.name !== pod.name && hasPath(world, pod.nodeName, other.nodeName),
      )
      return reached[index % Math.max(reached.length, 1)]
    })
    return [...own, ...others].flatMap(([pod, peer]) =>
      bothProtocols.map((protocol) => toPod(world, fromPod(pod), peer, protocol)),
    )
  },
  judge: (world, evidence) =>
    evidence.exchanges.flatMap(([probe, seen]) => [
      judgeProbe(id, world, probe, seen),
      ...selfView(world, probe, seen),
    ]),
}

/** Only an answer tells what both ends saw; whether there was one is the expectation rule's question. */
function selfView(world: World, probe: Probe, seen: Seen): Check[] {
  if (seen.outcome !== 'answered') return []
  const { client, server } = seen
  const subject = describeProbe(world, probe)
  if (client === undefined || server === undefined)
    return [inconclusiveCheck(id, 'self-view', subject, 'one end did not report its addresses')]
  const status = podOf(world, placeName(probe.client)).ip
  const problems: Problem[] = []
  if (client.address !== status)
    problems.push({ expected: `its own socket says ${status}`, observed: `it says ${client.address}` })
  if (server.peer.address !== client.address)
    problems.push({ expected: `its peer sees ${client.address}`, observed: `it sees ${server.peer.address}` })
  // Without its observation: what is made again is judged by the expectation's rule, which may well hold.
  return [{ ...structuralCheck(id, 'self-view', subject, problems), probe }]
}
