import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run, runChecked } from '../clusters/host/process.ts'
import { kindName } from '../clusters/kind/names.ts'
import { clusterEntrySchema } from '../clusters/ledger/entry.ts'

/** For tests: what a podnet with a state folder of its own has made in the engine. */
export interface Traces {
  /** Names of kind clusters, which begin the names of their containers. */
  clusters: string[]
  volumes: string[]
}

/** What the ledger in a state folder names now, and the volumes of its containers. */
export async function findTraces(state: string): Promise<Traces> {
  const clusters = ledgerFiles(state).map((path) =>
    kindName(clusterEntrySchema.parse(JSON.parse(readFileSync(path, 'utf8')))),
  )
  const ids = await Promise.all(clusters.map(containersOf))
  const format = '{{range .Mounts}}{{if eq .Type "volume"}}{{println .Name}}{{end}}{{end}}'
  // A container that has gone in the meantime has none.
  const inspected = await run('docker', ['inspect', '--format', format, ...ids.flat()])
  return { clusters, volumes: linesOf(inspected.stdout) }
}

/** Everything of these traces and of the state folder that is still there, in words. */
export async function findLeft(state: string, { clusters, volumes }: Traces): Promise<string[]> {
  const all = linesOf((await runChecked('docker', ['volume', 'ls', '--quiet'])).stdout)
  const folder = join(state, 'podnet', 'kind')
  return [
    ...(await Promise.all(clusters.map(containersOf))).flat().map((name) => `container ${name}`),
    ...volumes.filter((volume) => all.includes(volume)).map((volume) => `volume ${volume}`),
    ...ledgerFiles(state),
    ...(existsSync(folder) ? readdirSync(folder) : []).map((name) => `kubeconfig folder ${name}`),
    ...processesOf(state).map((pid) => `process ${pid}`),
  ]
}

async function containersOf(cluster: string): Promise<string[]> {
  const args = ['ps', '--all', '--filter', `name=^${cluster}-`, '--format', '{{.Names}}']
  return linesOf((await runChecked('docker', args)).stdout)
}

function ledgerFiles(state: string): string[] {
  const folder = join(state, 'podnet', 'ledger')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('cluster-') && name.endsWith('.json'))
    .map((name) => join(folder, name))
}

/** Processes whose environment names the state folder. */
function processesOf(state: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`XDG_STATE_HOME=${state}\0`)
      } catch {
        return false
      }
    })
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '')
}
