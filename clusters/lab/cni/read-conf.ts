import { type CniConf, cniConfSchema } from './conf.ts'
import { subnetProblems } from './pod-range.ts'

/**
 * Reads a CNI configuration, a list (`plugins`) or that of a single plugin, which counts as a list of one.
 * Without a configuration there is at least one problem: where, what was expected, what was found.
 */
export function readConf(text: string): { conf?: CniConf; problems: string[] } {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (error) {
    return { problems: [`expected JSON, found text that is none: ${(error as Error).message}`] }
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    return { problems: [`expected an object with cniVersion, name and plugins, found ${shown(found)}`] }
  }
  const isList = 'plugins' in found
  const { success, data, error } = cniConfSchema.safeParse(isList ? found : { ...found, plugins: [found] })
  // In the file of a single plugin its fields stand at the top.
  const own = (path: readonly PropertyKey[]) => (isList ? path : path.slice(path[0] === 'plugins' ? 2 : 0))
  if (!success) {
    return {
      problems: error.issues.map(
        ({ path, message }) => `${where(own(path))}: expected ${message}, found ${shown(at(found, own(path)))}`,
      ),
    }
  }
  const problems = data.plugins.flatMap((plugin, index) => subnetProblems(plugin, where(own(['plugins', index, '']))))
  return problems.length > 0 ? { problems } : { conf: data, problems }
}

function where(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text === '' ? String(step) : `${text}.${String(step)}`,
    '',
  )
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value)
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
