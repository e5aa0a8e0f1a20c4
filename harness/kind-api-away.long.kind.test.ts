import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { scratchPodnet } from './kind-podnet.fixture.ts'
import { readCases, readRun, waitForCases } from './kind-run.fixture.ts'
import { findLeft, findTraces } from './kind-traces.fixture.ts'

const { state, podnet, remove } = scratchPodnet('kind-api-away')
afterAll(remove)

const refuse = 'INPUT -p tcp --dport 6443 -j REJECT --reject-with tcp-reset'

async function takeAway(run: ReturnType<typeof podnet>, out: string, script: string) {
  const early = await Promise.race([waitForCases(out, 1), run])
  if (early !== undefined) throw new Error(`the run ended before its first case: ${early.stderr}`)
  const traces = await findTraces(state)
  const before = readCases(out).length
  const done = await execa('docker', ['exec', `${traces.clusters[0]}-control-plane`, 'sh', '-c', script], {
    reject: false,
  })
  const made = readCases(out).length - before
  const ended = await run
  // It ends with its container where the run did not wait.
  expect(done.exitCode, ended.stderr).toBe(0)
  return { traces, made, ended }
}

// The 20 s begin with the Pods of a case, and reach over probes and the next Pods.
test.each([
  ['does not answer', 'kill -STOP $(pidof kube-apiserver); sleep 20; kill -CONT $(pidof kube-apiserver)'],
  ['refuses every connection', `iptables -w -I ${refuse}; sleep 20; iptables -w -D ${refuse}`],
])('an API server that %s for 20 s is waited for', async (words, script) => {
  const out = join(state, words.replaceAll(' ', '-'))
  const size = ['--nodes', '3', '--pods', '4', '--runs', '4']
  const run = podnet('check', '--provider', 'kind', '--network', 'flannel-host-gw', ...size, '--out', out)
  const { traces, made, ended } = await takeAway(run, out, script).finally(() => run.kill('SIGKILL'))
  // Otherwise nothing was asked of the server meanwhile.
  expect(made).toBeLessThan(3)
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0)
  expect(readRun(out).profiles).toMatchObject([{ verdict: 'holds', cases: 4, reasons: [] }])
  expect((await podnet('sweep')).stderr).toContain('nothing to remove')
  expect(await findLeft(state, traces)).toEqual([])
})
