import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rules } from '../../properties/model/rules.ts'
import { properties } from '../../properties/registry.ts'
import { readScenarioFile } from '../scenario-file.ts'
import { UsageError } from '../usage-error.ts'
import type { Corpus, CorpusEntry } from './corpus.ts'

/** podnet's own. */
export const corpusFolder = fileURLToPath(new URL('../../properties/corpus/', import.meta.url))

/**
 * podnet's corpus and that of a folder; none with `false`, nor for a cluster that has its own Nodes. Adds a problem where
 * there is no such folder.
 */
export function readCorpora(
  folder: string | boolean | undefined,
  provider: string,
  problems: string[],
): Corpus | undefined {
  if (folder === false || provider === 'existing') return undefined
  const all = [readCorpus(corpusFolder)]
  if (typeof folder === 'string') {
    if (existsSync(folder) && statSync(folder).isDirectory()) all.push(readCorpus(folder))
    else problems.push(`--corpus ${folder}: there is no such folder`)
  }
  return { entries: all.flatMap(({ entries }) => entries), stale: all.flatMap(({ stale }) => stale) }
}

/** Every scenario file of a folder, in the order of their names. */
export function readCorpus(folder: string): Corpus {
  const corpus: Corpus = { entries: [], stale: [] }
  const files = readdirSync(folder).filter((name) => /\.(ya?ml|json)$/.test(name))
  for (const file of files.toSorted()) {
    const read = readEntry(join(folder, file))
    if (typeof read === 'string') corpus.stale.push(`${file}: ${read}`)
    else corpus.entries.push(read)
  }
  return corpus
}

/** The entry, or why the file says nothing any more. */
function readEntry(file: string): CorpusEntry | string {
  try {
    const { network, proxy, ipvsScheduler, topology, scenario, status } = readScenarioFile(file)
    const failure = status?.failure
    if (network === undefined) return 'it names no network'
    if (failure === undefined) return 'it has no status.failure: what it is kept for'
    if (!rules.some(({ id }) => id === failure.rule)) return `there is no rule ${failure.rule} any more`
    if (!properties.some(({ id }) => id === failure.property))
      return `there is no property ${failure.property} any more`
    const hasServices = (scenario.services ?? []).length > 0
    return {
      name: basename(file).replace(/\.\w+$/, ''),
      network: network.name,
      ...(hasServices && { proxy: proxy ?? 'iptables' }),
      ...(ipvsScheduler !== undefined && { ipvsScheduler }),
      nodes: Math.max(
        topology?.nodes.length ?? 0,
        highestNode([...scenario.pods.map(({ nodeName }) => nodeName), ...(scenario.absentNodes ?? [])]),
      ),
      ...(topology !== undefined && { topology }),
      scenario,
      failure,
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.problems.join('; ')
  }
}

/** 3 of `node3`: Nodes are numbered. */
const highestNode = (names: readonly string[]): number =>
  Math.max(2, ...names.map((name) => Number(/\d+$/.exec(name)?.[0] ?? 0)))
