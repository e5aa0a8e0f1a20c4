import { z } from 'zod'
import type { CommandResult } from '../../agent/protocol.ts'
import { NetworkFailed } from '../../cluster.ts'

/** A plugin ended with an error, or with a result that says nothing. The message has the plugin's own words. */
export class CniPluginFailed extends NetworkFailed {
  override name = 'CniPluginFailed'

  constructor(plugin: string, action: string, words: string) {
    super(`CNI plugin ${plugin} ${action}: ${words}`)
  }
}

const errorSchema = z.looseObject({ code: z.number(), msg: z.string(), details: z.string().optional() })

/** What a plugin that failed said: the error on stdout that the protocol asks for, else whatever there is. */
export function failureWords({ exitCode, stdout, stderr }: CommandResult): string {
  const rest = stderr.trim()
  const { success, data } = errorSchema.safeParse(parsed(stdout))
  if (!success) return [`exit code ${exitCode}`, stdout.trim(), rest].filter((part) => part !== '').join('\n')
  const { code, msg, details = '' } = data
  return [`code ${code}: ${msg}`, details, rest].filter((part) => part !== '').join('\n')
}

/** The JSON in a text; undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
