import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { kindProgram } from '../clusters/kind/images/kind-program.ts'
import { imageNames } from '../clusters/kind/images/versions.ts'
import { scratchPodnet } from './kind-podnet.fixture.ts'
import { readRun } from './kind-run.fixture.ts'
import { findLeft, findTraces } from './kind-traces.fixture.ts'

/** A kind cluster of somebody else's, made with kind alone. */
const foreign = `foreign-${process.pid}`
const { state, podnet, remove } = scratchPodnet('kind-neighbours')
const kubeconfig = join(state, 'foreign-kubeconfig')
const kind =
  ({ input = '' } = {}) =>
  (...argv: string[]) =>
    execa(kindProgram() as string, [...argv, '--name', foreign, '--kubeconfig', kubeconfig], { input })

/** podnet's node image has no network of kind's. */
const config = 'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: { disableDefaultCNI: true }\n'

beforeAll(() => kind({ input: config })('create', 'cluster', '--image', imageNames.node, '--config', '-'))
afterAll(async () => {
  await kind()('delete', 'cluster')
  await remove()
})

/** What would change if somebody touched the cluster or docker's network. */
async function lookAtForeign(): Promise<string> {
  const container = `${foreign}-control-plane`
  const format = '{{.Id}} {{.State.StartedAt}} {{.State.Running}} {{.NetworkSettings.Networks.kind.IPAddress}}'
  const inspected = await execa('docker', ['inspect', '--format', format, container])
  const network = await execa('docker', ['network', 'inspect', '--format', '{{.Id}}', 'kind'])
  const nodes = await execa('docker', ['exec', container, 'ip', 'route'])
  return [inspected.stdout, network.stdout, nodes.stdout].join('\n')
}

test('two runs at once hold, and another kind cluster is not touched, by sweep --all neither', async () => {
  const before = await lookAtForeign()
  const networks = ['flannel-vxlan', 'flannel-host-gw']
  const runs = networks.map((network) => {
    const size = ['--nodes', '2', '--pods', '3', '--runs', '3']
    return podnet('check', '--provider', 'kind', '--network', network, ...size, '--out', join(state, network), '--keep')
  })
  for (const ended of await Promise.all(runs)) expect(ended.exitCode, ended.stderr).toBe(0)
  for (const network of networks) {
    expect(readRun(join(state, network)).profiles).toMatchObject([{ verdict: 'holds', cases: 3, reasons: [] }])
  }
  const traces = await findTraces(state)
  expect(traces.clusters).toHaveLength(2)
  expect((await podnet('sweep', '--all')).stdout.split('\n')).toHaveLength(2)
  expect(await findLeft(state, traces)).toEqual([])
  expect(await lookAtForeign()).toBe(before)
})
