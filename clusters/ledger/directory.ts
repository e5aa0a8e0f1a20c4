import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where podnet keeps what outlives a command: `$XDG_STATE_HOME/podnet`, by default `~/.local/state/podnet`. */
export function stateDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const configured = environment.XDG_STATE_HOME ?? ''
  // The XDG specification: a relative path is to be ignored.
  const base = isAbsolute(configured) ? configured : join(homedir(), '.local', 'state')
  return join(base, 'podnet')
}

/** One file per resource that podnet made and will remove. */
export function ledgerDirectory(): string {
  return join(stateDirectory(), 'ledger')
}
