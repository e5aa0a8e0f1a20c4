import type { Explanation, Hop } from '../model/explanation.ts'
import { judgeProbe } from '../model/judge.ts'
import type { TargetKind } from '../model/probe.ts'
import { type Conclusion, conclude } from './conclude.ts'
import type { PathEvidence } from './evidence.ts'
import { type Journey, planJourney } from './walk/journey.ts'
import { walkReply } from './walk/reply.ts'
import { walkRequest } from './walk/request.ts'
import { makeScene, type Scene } from './walk/scene.ts'
import { sightings } from './walk/sightings.ts'
import type { Step, Tap } from './walk/step.ts'

/** Targets whose packets have a way to somebody. */
const walkable: readonly TargetKind[] = [
  'pod',
  'host-pod',
  'node',
  'gateway',
  'tunnel',
  'external',
  'closed-port',
  'cluster-ip',
  'node-port',
  'external-ip',
  'host-port',
  'dns-server',
]

/**
 * Works out of evidence why a probe was refuted: first what the pair's other probes show, then the way of the packet, hop by
 * hop, in both directions (datapath 4). Names a hop only where what is wrong there can be the cause, and says so otherwise.
 */
export function explain(evidence: PathEvidence): Explanation {
  const scene = makeScene(evidence)
  const pattern = patternOf(scene)
  const { subject, probe } = evidence
  if (!walkable.includes(probe.target.kind))
    return notKnown(
      evidence,
      pattern,
      `podnet knows no way of packets towards ${probe.target.kind.replaceAll('-', ' ')}`,
    )
  const journey = planJourney(scene)
  const walked = walkRequest(scene, journey)
  const steps = [...walked.steps, ...walkReply(scene, walked)]
  const isSeen = sightings(scene, journey, walked)
  const hops = steps.map((step) => hopOf(step, isSeen))
  const { attempt } = journey
  if (attempt === undefined)
    return {
      ...notKnown(evidence, pattern, `made again ${evidence.attempts.length} times, the probe went right`),
      hops,
      notes: differing(steps),
    }
  const conclusion = conclude(scene, steps, isSeen, attempt)
  const { broken, passed } = conclusion
  return {
    subject,
    sentence: sentenceOf(scene, journey, conclusion),
    ...(broken !== undefined && { broken: hopOf(broken, isSeen) }),
    pattern,
    hops,
    notes: [
      ...passed.map(
        (row) => `${row.place} ${row.object}: expected ${row.expected}, found ${row.actual}; not the cause`,
      ),
      ...(evidence.cut ?? []).map((what) => `left out of the evidence for its size: ${what}`),
      ...(evidence.captureProblem === undefined ? [] : [`no frames were recorded: ${evidence.captureProblem}`]),
      ...(evidence.droppedFrames === 0 ? [] : [`${evidence.droppedFrames} frames are missing from the recording`]),
    ],
  }
}

function notKnown({ subject }: PathEvidence, pattern: string[], why: string): Explanation {
  return { subject, sentence: `It is not known what breaks it: ${why}.`, pattern, hops: [], notes: [] }
}

const differing = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) =>
    step.kind === 'row' && step.state === 'broken'
      ? [`${step.place} ${step.object}: expected ${step.expected}, found ${step.actual}`]
      : [],
  )

function hopOf(step: Step, isSeen: (tap: Tap) => boolean): Hop {
  if (step.kind === 'row') {
    const { kind: _kind, early: _early, late: _late, ...hop } = step
    return hop
  }
  const { direction, place, device, sense, wrapped } = step
  const seen = isSeen(step)
  return {
    direction,
    hop: 'frames',
    place,
    object: `${device} ${sense}`,
    expected: wrapped ? 'the packet, encapsulated' : 'the packet',
    actual: seen ? 'seen' : 'not seen',
    command: `tcpdump -ni ${device}`,
    state: seen ? 'seen' : 'not seen',
  }
}

const wrongly = (outcome: string): string =>
  outcome === 'answered' ? 'answered, not as expected' : outcome.replaceAll('-', ' ')

/** The matrix first, then what differs between the probes of this one pair. */
function patternOf({ world, evidence }: Scene): string[] {
  const failed = evidence.attempts.filter((one) => isRefuted(evidence.probe, one)).length
  const again = `made again: ${failed} of ${evidence.attempts.length} went wrong`
  const others = evidence.others.map(({ name, probe, observation }) => {
    return `${name}: ${isRefuted(probe, observation) ? wrongly(observation.outcome) : 'as expected'}`
  })
  return [evidence.pattern, again, ...others].filter((line) => line !== '')

  function isRefuted(probe: PathEvidence['probe'], observation: PathEvidence['attempts'][number]): boolean {
    return judgeProbe(evidence.property, world, probe, observation).verdict === 'refuted'
  }
}

function sentenceOf({ evidence }: Scene, { attempt }: Journey, conclusion: Conclusion): string {
  const { broken, lastSeen, nextUnseen, undecided } = conclusion
  const where = whereSeen(lastSeen, nextUnseen, attempt?.outcome)
  if (broken !== undefined) {
    const way = broken.direction === 'forward' ? 'On the way there' : 'On the way back'
    return `${way}, ${broken.hop} on ${broken.place}: ${broken.object}: expected ${broken.expected}, found ${broken.actual}; \`${broken.command}\` shows it.${where}`
  }
  const doubtful = undecided
    .filter(({ hop }) => hop.startsWith('filter'))
    .map(({ place, object }) => `${object} (${place})`)
  const perhaps = doubtful.length === 0 ? '' : ` Rules there that podnet cannot follow: ${doubtful.join('; ')}.`
  const read = evidence.frames.length === 0 ? 'nothing' : 'nothing that was read there'
  return `It is not known what breaks it: ${read} explains it.${where}${perhaps}`
}

function whereSeen(last: Tap | undefined, next: Tap | undefined, outcome: string | undefined): string {
  const at = ({ place, device, sense }: Tap) => `${place} ${device} ${sense}`
  const whose = (tap: Tap) => (tap.direction === 'forward' ? 'The packet' : 'The answer')
  if (last === undefined && next === undefined) return ''
  if (last === undefined && next !== undefined) return ` No frame of it was seen at ${at(next)}.`
  if (last !== undefined && next === undefined)
    return ` ${whose(last)} was seen as far as ${at(last)}${outcome === 'refused' ? ', where it was refused' : ''}.`
  return last !== undefined && next !== undefined
    ? ` ${whose(last)} was last seen at ${at(last)}, and not at ${at(next)}.`
    : ''
}
