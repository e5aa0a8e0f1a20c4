import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ClusterUnusable, NetworkFailed } from '../../clusters/cluster.ts'
import { makeProviders } from '../../clusters/providers.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import { type RunRecord, runRecordSchema } from '../../properties/model/run-record.ts'
import { exitCodeOf } from '../exit.ts'
import { Interrupted } from '../interrupted.ts'
import { UsageError } from '../usage-error.ts'
import { checkNetwork } from './check-network.ts'
import type { RunProgress } from './options.ts'
import { concludeProfile } from './profile.ts'
import { runCheck } from './run-check.ts'

vi.mock('./check-network.ts')

const silent: RunProgress = { profileStarted() {}, caseFinished() {}, profileFinished() {}, shrinking() {}, note() {} }
const networks = ['flannel-vxlan', 'flannel-host-gw'].flatMap((name) => findNetwork(name) ?? [])

/** A run whose first network is refuted, or holds, and whose second one ends it with the error. */
async function endedWith(error: Error, refuted: 0 | 1 = 1): Promise<{ exitCode: number; saved: RunRecord }> {
  const outFolder = mkdtempSync(join(tmpdir(), 'podnet-run-'))
  onTestFinished(() => rmSync(outFolder, { recursive: true }))
  const controller = new AbortController()
  const saved = () => runRecordSchema.parse(JSON.parse(readFileSync(join(outFolder, 'run.json'), 'utf8')))
  vi.mocked(checkNetwork).mockImplementation(async (_, { network }, profile) => {
    const isFirst = network === networks[0]
    if (isFirst) Object.assign(profile, { cases: 1, checks: { ...profile.checks, holds: 1, refuted } })
    concludeProfile(profile)
    if (isFirst) return
    // A run that is killed here leaves what was found so far.
    if (refuted > 0) expect(saved().verdict).toBe('refuted')
    if (error instanceof Interrupted) controller.abort(error)
    throw error
  })
  const options = {
    ...{ provider: makeProviders().lab, networks, networksNamed: true, proxies: [undefined], services: 0, steps: 0 },
    ...{ runs: 1, seed: 1, properties: [], shrink: false, keep: false, cluster: 'demo', outFolder, command: ['check'] },
  }
  const exitCode = await runCheck(options, silent, controller.signal).then(
    (record) => record.exitCode,
    (thrown: unknown) => exitCodeOf(thrown),
  )
  return { exitCode, saved: saved() }
}

test.each([
  [new Interrupted('SIGINT'), 130, 'SIGINT'],
  [new NetworkFailed('flanneld ended'), 1, 'flannel-host-gw/none/ipv4 could not be finished'],
  [new ClusterUnusable(['no image']), 1, 'flannel-host-gw/none/ipv4 could not be finished'],
  [new UsageError('no room'), 1, 'flannel-host-gw/none/ipv4 could not be finished'],
  [new Error('podnet is broken'), 255, undefined],
])('what was refuted stays refuted when a later network ends the run: %s', async (error, code, early) => {
  const { exitCode, saved } = await endedWith(error)
  expect(saved).toMatchObject({ verdict: 'refuted', exitCode: code })
  expect({ exitCode, early: saved.interruptedBy }).toEqual({ exitCode: code, early })
  if (code === 1) expect(saved.profiles[1]?.reasons).toContain(error.message)
})

test.each([
  [new Interrupted('SIGINT'), 130],
  [new NetworkFailed('flanneld ended'), 2],
  [new UsageError('no room'), 254],
])('where nothing was refuted the run is inconclusive: %s', async (error, code) => {
  const { exitCode, saved } = await endedWith(error, 0)
  expect({ exitCode, verdict: saved.verdict }).toEqual({ exitCode: code, verdict: 'inconclusive' })
})
