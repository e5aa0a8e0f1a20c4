import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { runChecked } from '../../host/process.ts'
import type { FolderStep } from './step.ts'

/** Programs out of one Go module, built from the go.mod and go.sum in modules/NAME. */
export interface GoModule {
  name: string
  /** Package of each program, by the program's name. */
  programs: Record<string, string>
  /** Values of string variables, set by the linker. */
  variables?: Record<string, string>
  /** Contains C. The result is linked statically all the same. */
  usesC?: boolean
}

const timeoutMs = 60 * 60_000

/** Where a module's go.mod and go.sum lie. */
export function moduleFolder(name: string): string {
  return join(import.meta.dirname, 'modules', name)
}

/** Arguments of `go`, and what its environment has to say. */
export function goBuild({ programs, variables = {}, usesC = false }: GoModule, output: string): string[] {
  const set = Object.entries(variables).map(([name, value]) => `-X ${name}=${value}`)
  const linker = ['-s', '-w', ...(usesC ? ['-extldflags "-static"'] : []), ...set].join(' ')
  const tags = usesC ? ['-tags', 'netgo,osusergo'] : []
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', ...tags, '-ldflags', linker]
  return ['build', ...flags, '-o', `${output}/`, ...Object.values(programs)]
}

/** The name `go build` gives a program: the last part of its package that is not a major version. */
export function builtName(path: string): string {
  return path.split('/').findLast((part) => !/^v[0-9]+$/.test(part)) as string
}

export function goModuleStep(module: GoModule): FolderStep {
  const folder = moduleFolder(module.name)
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  return {
    makes: 'folder',
    name: module.name,
    inputs: { module, arguments: goBuild(module, ''), mod: read('go.mod'), sum: read('go.sum'), machine: process.arch },
    dependsOn: [],
    async run({ scratch, signal }) {
      const environment = [`CGO_ENABLED=${module.usesC ? 1 : 0}`, 'GOWORK=off']
      await runChecked('env', [...environment, 'go', '-C', folder, ...goBuild(module, scratch)], { signal, timeoutMs })
      for (const [name, path] of Object.entries(module.programs)) {
        renameSync(join(scratch, builtName(path)), join(scratch, name))
      }
    },
  }
}

/** Where Go keeps the sources of a dependency of a module; downloads them where they are missing. */
export async function moduleSources(module: string, dependency: string, signal: AbortSignal): Promise<string> {
  const options = { signal, timeoutMs: 10 * 60_000 }
  await runChecked('go', ['-C', moduleFolder(module), 'mod', 'download', dependency], options)
  const list = ['list', '-m', '-mod=readonly', '-f', '{{.Dir}}', dependency]
  return (await runChecked('go', ['-C', moduleFolder(module), ...list], options)).stdout.trim()
}
