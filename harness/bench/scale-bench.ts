import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { ProfileResult } from '../../properties/model/run-record.ts'
import { describeProbe, type World } from '../../properties/model/world.ts'
import { properties } from '../../properties/registry.ts'
import { sampleLine } from '../../reports/text/sample-line.ts'
import { runCheck } from '../run/run-check.ts'
import { answerFromModel } from './simulation/model-answer.ts'
import { modelCluster } from './simulation/model-cluster.ts'
import type { Simulation } from './simulation/simulated-agent.ts'
import { simulatedProvider } from './simulation/simulated-cluster.ts'

// `npm run bench -- scale [--nodes N] [--pods N] [--pairs N] [--json]`: what the controller takes for a large cluster.
// The agents are simulated and answer from the model: this is no check of any network. The Pods of one Node are
// masqueraded; the bench fails unless exactly the probes that show it are refuted.

const seed = 1
const faultyNode = 'node7'

interface Measured {
  nodes: number
  pods: number
  pairs: number
  probes: number
  /** From the command to the written run folder, agents included. */
  seconds: number
  /** Of all threads of this process, in that time: what a machine with nothing else to do takes at most. */
  processorSeconds: number
  /** Of the seconds, in agents, which would run on other machines. */
  secondsInAgents: number
  peakMegabytes: number
  runFolderMegabytes: number
  /** Probes that showed the fault, and those that were refuted: by who calls whom. */
  deviationsPlanted: number
  deviationsFound: number
}

async function main(): Promise<void> {
  const text = (value: string) => ({ type: 'string' as const, default: value })
  const options = { nodes: text('1000'), pods: text('10'), pairs: text('100000'), json: { type: 'boolean' as const } }
  const { values } = parseArgs({ options })
  const world = modelCluster(flannelVxlan, Number(values.nodes), Number(values.pods))
  const folder = mkdtempSync(join(tmpdir(), 'podnet-scale-'))
  try {
    const { measured, profile, differences } = await measure(world, Number(values.pairs), folder)
    process.stdout.write(values.json ? `${JSON.stringify(measured, null, 2)}\n` : table(measured, profile))
    if (differences.length > 0)
      throw new Error(`what was planted is not what was found, ${differences.length} times: ${differences[0]}`)
    if (profile.reasons.length > 0) throw new Error(profile.reasons.join('; '))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function measure(world: World, pairs: number, folder: string) {
  const planted = new Set<string>()
  const simulation: Simulation = {
    agentsMs: 0,
    observe(probe) {
      const { observation, deviates } = answerFromModel(world, probe, faultyNode)
      if (deviates) planted.add(describeProbe(world, probe))
      return observation
    },
  }
  const startMs = performance.now()
  const before = process.cpuUsage()
  const profile = await check(world, simulation, pairs, folder)
  const seconds = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(before)
  const cases = readFileSync(join(folder, 'cases.jsonl'), 'utf8')
  const found = new Set(
    (JSON.parse(cases) as { checks: { verdict: string; subject: string }[] }).checks.flatMap(({ verdict, subject }) =>
      verdict === 'refuted' ? [subject] : [],
    ),
  )
  const measured: Measured = {
    nodes: world.nodes.size,
    pods: world.pods.size,
    pairs: profile.sample?.pairs.hit ?? 0,
    probes: profile.probes,
    seconds: round(seconds),
    processorSeconds: round((user + system) / 1e6),
    secondsInAgents: round(simulation.agentsMs / 1000),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    runFolderMegabytes: round(cases.length / 2 ** 20),
    deviationsPlanted: planted.size,
    deviationsFound: found.size,
  }
  return { measured, profile, differences: [...missing(planted, found), ...missing(found, planted)] }
}

/** The controller's own way, from the options to the written record. Structure is left out: nothing of it exists. */
async function check(world: World, simulation: Simulation, pairs: number, folder: string): Promise<ProfileResult> {
  const silent = () => {}
  const probing = properties.filter(({ probes, pausedProbes }) => probes !== undefined && pausedProbes === undefined)
  const record = await runCheck(
    {
      provider: simulatedProvider(world, simulation),
      networks: [world.network],
      networksNamed: true,
      proxies: ['none'],
      services: 0,
      runs: 1,
      steps: 0,
      seed,
      pairs,
      properties: probing.map(({ id }) => id),
      keep: false,
      shrink: false,
      replay: { scenario: world.scenario, topology: world.topology, file: 'simulated' },
      outFolder: folder,
      command: ['bench', 'scale'],
    },
    { profileStarted: silent, caseFinished: silent, shrinking: silent, profileFinished: silent, note: silent },
    new AbortController().signal,
  )
  const [profile] = record.profiles
  if (profile === undefined) throw new Error('nothing was run')
  return profile
}

const missing = (from: ReadonlySet<string>, among: ReadonlySet<string>): string[] =>
  [...from].filter((one) => !among.has(one))

const round = (value: number): number => Math.round(value * 10) / 10

function table(measured: Measured, profile: ProfileResult): string {
  const rows = Object.entries(measured).map(([name, value]) => [name, Number(value).toLocaleString('en-US')] as const)
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, value]) => `${name.padEnd(width)}  ${value.padStart(9)}`)
  return ['simulated agents: the controller alone, no network', ...lines, ...sampleLine(profile), ''].join('\n')
}

await main()
