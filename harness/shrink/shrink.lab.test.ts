import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runRecordSchema } from '../../properties/model/run-record.ts'
import { tunnelStateIsWhatTheNetworkPromises } from '../../properties/tunnel-state-is-what-the-network-promises.ts'
import { inLab } from '../bench/shrink/in-cluster.ts'
import { type PlantedCase, plantedCases } from '../bench/shrink/planted-cases.ts'
import { shrinkCase } from '../bench/shrink/shrink-case.ts'
import { mustPodnet, named, podnet } from '../planted-faults/podnet.fixture.ts'
import { fromPasted } from '../scenario-file/pasted.ts'

const tried = [
  'an FDB entry deleted',
  'Pod-to-Pod traffic masqueraded',
  "a Pod's port off the bridge",
  "an endpoint's rule with a wrong port",
]
const cases = plantedCases(22, 1).filter(({ kind }) => tried.includes(kind.name))

const smallest = (planted: PlantedCase, name: string) => {
  const signal = AbortSignal.timeout(60_000)
  return inLab(name, planted.fault, signal, (cluster) => shrinkCase(cluster, planted, signal))
}

// Most of the time goes into probes that wait for an answer that never comes.
describe.concurrent('a planted fault among 40 Pods and 15 Services', { timeout: 120_000 }, () => {
  test.each(cases.map((one, index) => [one.kind.name, index, one] as const))(
    '%s: the fewest objects that show it',
    async (_, index, planted) => {
      const { shrunk } = await smallest(planted, named(`shrink${index}`))
      const { pods, services = [] } = shrunk.scenario
      expect(shrunk.minimal).toBe(true)
      expect(pods.length + services.length).toBeLessThanOrEqual(planted.kind.mostLeft)
      expect(shrunk.applications).toBeLessThanOrEqual(25)
    },
  )

  test("what the structure shows needs no Pods where it is the Node's", async () => {
    const [planted] = cases
    if (planted === undefined) throw new Error('no case')
    const kind = { ...planted.kind, properties: [tunnelStateIsWhatTheNetworkPromises] }
    const { shrunk, rule } = await smallest({ ...planted, kind }, named('shrink-structure'))
    expect(rule).toBe('tunnel-forwarding')
    expect(shrunk).toMatchObject({ scenario: { pods: [], services: [] }, minimal: true })
  })
})

test('a cluster that is somebody’s own holds its scenario again, and the smallest one can be replayed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'podnet-shrink-'))
  const cluster = named('shrink-own')
  const record = (name: string) =>
    runRecordSchema.parse(JSON.parse(readFileSync(join(folder, name, 'run.json'), 'utf8')))
  const first = (name: string) => record(name).profiles[0]?.counterexamples.find(({ shrunk }) => shrunk !== undefined)
  const only = ['--only', 'pods-reach-pods-without-nat', '--cluster', cluster]
  try {
    await mustPodnet('cluster', 'create', cluster, '--network', 'flannel-vxlan', '--nodes', '3', '--pods', '4')
    const rule = '-s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE'.split(' ')
    const plant = ['iptables', '-w', '-t', 'nat', '-A', 'POSTROUTING', ...rule]
    await mustPodnet('cluster', 'exec', cluster, 'node1', '--', ...plant)
    const { exitCode, stderr, stdout } = await podnet('check', ...only, '--out', join(folder, 'checked'))
    expect(exitCode, stderr).toBe(1)
    expect(stderr).toContain(`cluster ${cluster} holds its own scenario again`)
    expect(stdout).toContain('smallest  2 Pods, 0 Services of 12 and 0')
    const found = first('checked')
    expect(found?.shrunk).toMatchObject({ minimal: true, confirmed: { failed: 3, made: 3 }, pods: { after: 2 } })
    expect(found?.replay).toContain('-smallest.yaml')

    const again = await podnet('check', ...only, '--no-shrink', '--out', join(folder, 'again'))
    expect(again.exitCode).toBe(1)
    expect(record('again').profiles[0]?.podsPerCase).toEqual([12])
    expect(first('again')).toBeUndefined()
    const pasted = record('again').profiles[0]?.counterexamples.flatMap(({ pasted }) => pasted ?? [])
    expect(pasted).toMatchObject([expect.stringMatching(/^podnet replay podnet1:/)])

    const [file, word] = [found?.replay, found?.pasted].map((line) => line?.split(' ')[2] ?? '')
    expect(fromPasted(word as string, 10_000)).toBe(readFileSync(file as string, 'utf8'))
    const words = found?.pasted?.split(' ').slice(1) ?? []
    const replayed = await podnet(...words, '--out', join(folder, 'replayed'))
    expect(replayed.exitCode, replayed.stderr).toBe(1)
    expect(record('replayed').profiles[0]?.podsPerCase).toEqual([2])
    expect(record('replayed').replayed).toMatchObject({ rule: found?.rule, seen: 'again' })
  } finally {
    await mustPodnet('cluster', 'delete', cluster)
    rmSync(folder, { recursive: true, force: true })
  }
})
