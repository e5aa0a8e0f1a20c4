import type { Counterexample } from '../../properties/model/run-record.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { formatScenarioFile } from '../scenario-file/format.ts'
import { scenarioName, toPasted } from '../scenario-file/pasted.ts'
import type { ScenarioStatus } from '../scenario-file/status.ts'
import type { CaseResult } from './check-case.ts'
import type { RunContext } from './check-network.ts'
import { replayLine } from './replay-line.ts'

/** Commands that repeat a scenario: from its file, and as one line that needs none where that is short enough. */
export type ReplayLines = Pick<Counterexample, 'replay' | 'pasted'>

/**
 * Writes a scenario of a case beside the run, with what failed there where that is known; returns the commands that repeat
 * it. `suffix`: of the file's name.
 */
export type WriteScenario = (scenario: Scenario, suffix: string, failed?: Counterexample) => Promise<ReplayLines>

export function scenarioWriter(context: RunContext, { world, index }: CaseResult): WriteScenario {
  const { folder, options, provider } = context
  const { network, wholeTopology: topology, proxy } = world
  const mode = world.scenario.services === undefined ? undefined : proxy?.mode
  const base = [network.name, ...(mode === undefined ? [] : [mode]), `case${index}`].join('-')
  // Where the provider assigns addresses, the next cluster has others.
  const asked = provider.hasRouter ? { topology } : {}
  const { cluster, command, ipvsScheduler } = options
  const served = mode !== undefined && { proxy: mode, ...(mode === 'ipvs' && ipvsScheduler && { ipvsScheduler }) }
  return async (scenario, suffix, failed) => {
    const name = `${base}${suffix}`
    const text = formatScenarioFile({
      name,
      network,
      scenario,
      ...served,
      ...asked,
      ...(failed && { status: statusOf(context, failed) }),
    })
    const word = toPasted(text)
    return {
      replay: replayLine(await folder.writeFile(`${name}.yaml`, text), cluster, command),
      ...(word !== undefined && { pasted: replayLine(word, cluster, command) }),
    }
  }
}

function statusOf({ runId, versions, options }: RunContext, failed: Counterexample): ScenarioStatus {
  const { property, rule, subject, expected, observed, persistence, probe, observation, caseIndex } = failed
  return {
    run: runId,
    command: ['podnet', ...options.command.map(scenarioName)].join(' '),
    seed: options.seed,
    caseIndex,
    versions: { ...versions },
    failure: {
      property,
      rule,
      subject,
      expected,
      observed,
      ...(persistence && { persistence }),
      ...(probe && { probe }),
      ...(observation && { observation }),
    },
  }
}
