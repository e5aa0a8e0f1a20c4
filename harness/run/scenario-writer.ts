import type { Scenario } from '../../properties/model/scenario.ts'
import { formatScenarioFile } from '../scenario-file/format.ts'
import type { CaseResult } from './check-case.ts'
import type { RunContext } from './check-network.ts'
import { replayLine } from './replay-line.ts'

/** Writes a scenario of a case beside the run; returns the command that repeats it. `suffix`: of the file's name. */
export type WriteScenario = (scenario: Scenario, suffix: string) => Promise<string>

export function scenarioWriter({ folder, options, provider }: RunContext, { world, index }: CaseResult): WriteScenario {
  const { network, topology, proxy } = world
  const mode = world.scenario.services === undefined ? undefined : proxy?.mode
  const base = [network.name, ...(mode === undefined ? [] : [mode]), `case${index}`].join('-')
  // Where the provider assigns addresses, the next cluster has others.
  const asked = provider.hasRouter ? { topology } : {}
  const { cluster, command, ipvsScheduler } = options
  const served = mode !== undefined && { proxy: mode, ...(mode === 'ipvs' && ipvsScheduler && { ipvsScheduler }) }
  return async (scenario, suffix) => {
    const name = `${base}${suffix}`
    const text = formatScenarioFile({ name, network, scenario, ...served, ...asked })
    return replayLine(await folder.writeFile(`${name}.yaml`, text), cluster, command)
  }
}
