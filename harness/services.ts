import type { ProviderSettings, Providers } from '../clusters/providers.ts'
import type { Rule } from '../properties/model/rules.ts'
import type { RunRecord } from '../properties/model/run-record.ts'
import type { Property } from '../properties/property.ts'
import type { Printer, PrinterOptions } from './print.ts'
import type { CheckOptions, RunProgress } from './run/options.ts'

/** What the commands need of the rest of podnet; tests put other things in their place. */
export interface Services {
  providers(settings?: ProviderSettings): Providers
  runCheck(options: CheckOptions, progress: RunProgress, signal: AbortSignal): Promise<RunRecord>
  /** Removes what dead runs left; with `all` also clusters that were kept. Returns a sentence for each thing removed, and adds what did not go to `problems`. */
  sweep(options: { all: boolean }, problems: string[]): Promise<string[]>
  properties: readonly Pick<Property, 'id' | 'claim' | 'claims' | 'level' | 'needs' | 'probes'>[]
  rules: readonly Rule[]
  printer(options?: PrinterOptions): Printer
}

/** A command says here how podnet ends. */
export interface Context extends Services {
  /** The command line after `podnet`. */
  argv: readonly string[]
  end(exitCode: number): void
}
