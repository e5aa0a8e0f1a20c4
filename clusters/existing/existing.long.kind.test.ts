import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { runRecordSchema } from '../../properties/model/run-record.ts'
import { waitUntil } from '../host/clock.ts'
import { CommandFailed, type CommandOutput, run, runChecked } from '../host/process.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { sweep } from '../ledger/sweep.ts'
import { removers } from '../removers.ts'
import { listEverything, makePlainCluster, type PlainCluster } from './plain-cluster.fixture.ts'

vi.setConfig({ hookTimeout: 900_000, testTimeout: 900_000 })

const scratch = scratchLedger()
const folder = mkdtempSync(join(tmpdir(), 'podnet-existing-'))
const program = resolve(import.meta.dirname, '..', '..', 'harness', 'cli.ts')
let cluster: PlainCluster
let before: string[]

beforeAll(async () => {
  cluster = await makePlainCluster(`plain-${process.pid}`)
  before = await listEverything(controlPlane())
})
afterAll(async () => {
  await cluster?.remove()
  scratch.remove()
  rmSync(folder, { recursive: true })
})

const controlPlane = () => cluster.containers[0] ?? ''

/** Runs `podnet check` there. Its shell writes the process id, which stays that of podnet. */
function check(name: string, runs: number): Promise<CommandOutput> {
  const { kubeconfig, context, agentImage } = cluster
  const options = ['--kubeconfig', kubeconfig, '--context', context, '--agent-image', agentImage]
  const network = ['--network', 'flannel-vxlan', '--runs', `${runs}`, '--out', join(folder, name)]
  const command = [process.execPath, program, 'check', '--provider', 'existing', ...options, ...network]
  const shell = ['-c', 'echo $$ >"$0" && exec "$@"', join(folder, `${name}.pid`), ...command]
  return run('sh', shell, { timeoutMs: 900_000 })
}

const recordOf = (name: string) =>
  runRecordSchema.parse(JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')))

/** Waits until the Pods of a scenario run. Throws Error when podnet ends before. */
async function untilPodsRun(checking: Promise<CommandOutput>): Promise<void> {
  const scenarioRuns = async () => {
    const { items } = await cluster.client.core.listPodForAllNamespaces()
    const ours = items.filter(({ metadata }) => metadata?.namespace?.startsWith('podnet-'))
    const scenario = ours.filter(({ metadata }) => !metadata?.name?.startsWith('podnet-agent'))
    return scenario.length > 0 && scenario.every(({ status }) => status?.phase === 'Running')
  }
  const deadline = { name: 'the Pods of a scenario to run', timeMs: 180_000 }
  const end = checking.then(({ stdout, stderr }) => {
    throw new Error(`podnet ended: ${stdout}${stderr}`)
  })
  await Promise.race([waitUntil(deadline, scenarioRuns, { intervalMs: 200 }), end])
}

test('three cases hold, nothing but one namespace is added meanwhile, and nothing is left', async () => {
  const checking = check('holds', 3)
  await untilPodsRun(checking)
  const during = await listEverything(controlPlane())
  const { exitCode, stdout, stderr } = await checking
  expect({ exitCode, said: exitCode === 0 ? '' : stdout + stderr }).toEqual({ exitCode: 0, said: '' })

  const [profile] = recordOf('holds').profiles
  expect(profile).toMatchObject({ verdict: 'holds', cases: 3, checks: { refuted: 0, inconclusive: 0 } })
  expect(profile?.checks.unsupported).toBeGreaterThan(0)

  const added = during.filter((object) => !before.includes(object)).map((object) => object.split(' '))
  const [namespace] = added.flatMap(([kind, , name]) => (kind === 'Namespace' ? [name] : []))
  expect(namespace).toMatch(/^podnet-[0-9a-f]{16}$/)
  // The API server keeps a record of its own of every ClusterIP.
  const outside = added.filter(
    ([kind, where, name]) =>
      where !== namespace && !(kind === 'Namespace' && name === namespace) && kind !== 'IPAddress',
  )
  expect(outside).toEqual([])
  expect(before.filter((object) => !during.includes(object))).toEqual([])
  expect(await listEverything(controlPlane())).toEqual(before)
})

test('an agent that is killed makes the run inconclusive', async () => {
  const checking = check('agent', 3)
  await untilPodsRun(checking)
  await runChecked('docker', ['exec', cluster.containers[1] ?? '', 'pkill', '-KILL', '-f', '^/opt/podnet-agent/node'])
  const { exitCode } = await checking
  const record = recordOf('agent')
  expect({ exitCode, verdict: record.verdict }).toEqual({ exitCode: 2, verdict: 'inconclusive' })
  expect(record.profiles[0]?.checks.refuted).toBe(0)
  expect(await listEverything(controlPlane())).toEqual(before)
})

test('what a killed podnet leaves, sweep removes', async () => {
  const checking = check('podnet', 3)
  const killed = expect(checking).rejects.toThrow(CommandFailed)
  await untilPodsRun(checking)
  process.kill(Number(readFileSync(join(folder, 'podnet.pid'), 'utf8')), 'SIGKILL')
  await killed
  const sentences = await sweep({ all: false, removers })
  expect(sentences).toEqual([expect.stringMatching(/^Removed cluster run-\w+-flannel-vxlan .*1 namespace ended\.$/)])
  expect(await listEverything(controlPlane())).toEqual(before)
})
