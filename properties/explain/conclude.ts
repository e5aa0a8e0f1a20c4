import { expect } from '../model/expectation.ts'
import type { Hop } from '../model/explanation.ts'
import { mismatches } from '../model/mismatch.ts'
import type { Observation } from '../model/observation.ts'
import type { Scene } from './walk/scene.ts'
import type { Row, Step, Tap } from './walk/step.ts'

/** What the walk and the frames come to. */
export interface Conclusion {
  broken?: Row
  /** The last place where the packet was seen, and the next one, where it was not. */
  lastSeen?: Tap
  nextUnseen?: Tap
  /** Rows that are not as promised and cannot be the cause. */
  passed: Row[]
  /** Rows between the two places that could not be decided. */
  undecided: Row[]
}

/** How many places of frames lie before each step. */
function positions(steps: readonly Step[]): number[] {
  let taps = 0
  return steps.map((step) => (step.kind === 'tap' ? taps++ : taps))
}

/**
 * The first broken row that can be the cause. What comes after the place where the packet was lost had no part in it, and
 * what it has passed unharmed has none either.
 */
export function conclude(
  scene: Scene,
  steps: readonly Step[],
  isSeen: (tap: Tap) => boolean,
  observation: Observation,
): Conclusion {
  const { evidence } = scene
  const at = positions(steps)
  const broken = steps.flatMap((step, index) =>
    step.kind === 'row' && step.state === 'broken' ? [{ step, at: at[index] ?? 0 }] : [],
  )
  const wanted = kindsAtFault(scene, observation)
  const mayBe = broken.filter(({ step }) => wanted === undefined || wanted.includes(step.hop))
  if (wanted !== undefined) return pick(mayBe, broken, [])
  if (evidence.captureProblem !== undefined || evidence.droppedFrames > 0) return pick(broken, broken, [])
  // A refusal comes back the same way as an answer: only where the request got to tells who refused.
  const isRefusal = observation.outcome === 'refused' || observation.outcome === 'reset'
  const taps = steps
    .filter((step) => step.kind === 'tap')
    .filter(({ direction }) => !isRefusal || direction === 'forward')
  const last = taps.findLastIndex(isSeen)
  const gap = last + 1
  const isAt = ({ step, at }: { step: Row; at: number }) => at - step.early <= gap && gap <= at + step.late
  const undecided = steps.flatMap((step, index) =>
    step.kind === 'row' && step.state === 'unknown' && isAt({ step, at: at[index] ?? 0 }) ? [step] : [],
  )
  const [lastSeen, nextUnseen] = [taps[last], taps[gap]]
  return {
    ...pick(broken.filter(isAt), broken, undecided),
    ...(lastSeen !== undefined && { lastSeen }),
    ...(nextUnseen !== undefined && { nextUnseen }),
  }
}

function pick(
  eligible: readonly { step: Row }[],
  all: readonly { step: Row }[],
  undecided: Row[],
): Pick<Conclusion, 'broken' | 'passed' | 'undecided'> {
  const [first] = eligible
  const passed = all.map(({ step }) => step).filter((step) => !eligible.some((one) => one.step === step))
  return { ...(first !== undefined && { broken: first.step }), passed, undecided }
}

/** Hops that can make a probe end in this way, where that is not a loss. */
function kindsAtFault({ world, probe }: Scene, observation: Observation): Hop['hop'][] | undefined {
  const { allowed } = expect(world, probe)
  const answers = allowed.filter(({ outcome }) => outcome === 'answered' || outcome === 'connected')
  if (answers.length === 0)
    return probe.size === 'oversize' ? ['MTU'] : probe.target.service === undefined ? undefined : ['service']
  if (observation.outcome === 'message-too-big') return ['MTU']
  if (observation.outcome !== 'answered') return undefined
  const found = answers
    .map((one) => mismatches(one, probe, observation))
    .toSorted((one, other) => one.length - other.length)[0]
  const isSource = found?.every((mismatch) => mismatch === 'source' || mismatch === 'source port')
  // A Node that it should not have passed may have given it its address.
  if (isSource) return ['source', 'route']
  return ['endpoint', 'connection tracking', 'service', 'route', 'neighbour', 'pod neighbour', 'source']
}
