import { expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { framesUpTo, healthyEvidence, healthyWorld } from '../../properties/explain/evidence.fixture.ts'
import type { StructureFacts } from '../../properties/model/facts.ts'
import type { Observation } from '../../properties/model/observation.ts'
import { counterexample } from '../../reports/records.fixture.ts'
import type { RunContext } from '../run/check-network.ts'
import { explainRefuted } from './explain-refuted.ts'

const world = healthyWorld()
const evidence = healthyEvidence(world)
const never = new AbortController().signal
const profile = 'flannel-vxlan/none/ipv4'

/** A cluster in which no frame comes further than node1's tunnel device. */
function cluster(structure: () => Promise<StructureFacts>): StartedCluster {
  const silence: Observation = {
    outcome: 'timed-out',
    client: { address: '10.244.1.2', port: 40_000 },
    durationMs: 1500,
  }
  return {
    network: world.network,
    topology: world.topology,
    scenario: world.scenario,
    status: () => world.status,
    structure,
    read: async (commands) => commands.map(() => ({ exitCode: 0, stdout: '', stderr: '' })),
    probe: async (probes) => probes.map(() => silence),
    capture: async (_, action) => ({ frames: framesUpTo(world, 4), droppedFrames: 0, result: await action() }),
  } satisfies Partial<StartedCluster> as unknown as StartedCluster
}

function context() {
  const [files, notes]: [Map<string, string>, string[]] = [new Map(), []]
  const folder = {
    async writeFile(name: string, text: string) {
      files.set(name, text)
      return name
    },
  }
  const progress = { note: (sentence: string) => void notes.push(sentence) }
  return { files, notes, given: { folder, progress } as unknown as RunContext }
}

const probed = () => counterexample({ caseIndex: 0, probe: evidence.probe })

test('the first counterexample with a probe is explained, and its evidence saved', async () => {
  const { files, notes, given } = context()
  const found = [counterexample({ caseIndex: 0 }), probed(), probed()]
  await explainRefuted(
    given,
    cluster(async () => evidence.structure),
    { profile, found },
    never,
  )
  const file = 'evidence/flannel-vxlan-none-ipv4-case0.json'
  expect(found.map(({ explanation }) => explanation?.evidence)).toEqual([undefined, file, undefined])
  expect(found[1]?.explanation?.sentence).toContain('last seen at node/node1 flannel.1 out')
  expect([[...files.keys()], notes]).toEqual([[file], []])
})

test('the smallest one is explained where the cluster holds it', async () => {
  const { given } = context()
  const found = [probed(), probed()]
  const [, smaller] = found
  if (smaller === undefined) throw new Error('two were made')
  const { property, rule, subject, expected, observed, probe } = evidence
  const check = { property, rule, subject, expected, observed, probe, verdict: 'refuted' } as const
  await explainRefuted(
    given,
    cluster(async () => evidence.structure),
    { profile, found, smallest: { counterexample: smaller, held: { world, check } } },
    never,
  )
  expect(found.map(({ explanation }) => explanation !== undefined)).toEqual([false, true])
})

test('known defects are left alone', async () => {
  const { files, given } = context()
  await explainRefuted(
    given,
    cluster(async () => evidence.structure),
    { profile, found: [{ ...probed(), defect: 'known' }] },
    never,
  )
  expect(files.size).toBe(0)
})

test('what cannot be read is told, and the counterexample stays as it is', async () => {
  const { notes, given } = context()
  const found = [probed()]
  await explainRefuted(
    given,
    cluster(() => Promise.reject(new Error('the agent is gone'))),
    { profile, found },
    never,
  )
  expect(notes).toEqual(['case 0 could not be explained: the agent is gone'])
  expect(found).toEqual([probed()])
})
