import type { StartedCluster } from '../../clusters/cluster.ts'
import { run, runChecked } from '../../clusters/host/process.ts'
import { kubeconfigPath } from '../../clusters/kind/cluster/kubeconfig.ts'
import { builtProgram, kindProgram } from '../../clusters/kind/images/kind-program.ts'
import { imageNames } from '../../clusters/kind/images/versions.ts'
import { kindName } from '../../clusters/kind/names.ts'
import { findCluster } from '../../clusters/ledger/ledger.ts'
import { podPort } from './kind-matrix.ts'

/** The usual way of this field: a client is started in a Pod through the API server for each probe. */
export interface Clients {
  /** Connects from the Pods, in turn, to podnet's Pods, 8 at once, and returns the seconds it took. Throws Error where one failed. */
  probe(count: number): Promise<number>
}

const atOnce = 8
const minutes = 60_000

/** One Pod per Node of an image that has a client. */
export async function startClients(cluster: StartedCluster, signal: AbortSignal): Promise<Clients> {
  const entry = findCluster(cluster.name)
  const [kind, kubectl] = [kindProgram(), builtProgram('kubernetes', 'kubectl')]
  if (entry === undefined || kind === undefined || kubectl === undefined) throw new Error('podnet images build first')
  const options = { signal, timeoutMs: 5 * minutes }
  await runChecked(kind, ['load', 'docker-image', imageNames.root, '--name', kindName(entry)], options)
  const api = ['--kubeconfig', kubeconfigPath(entry)]
  const nodes = (await runChecked(kubectl, [...api, 'get', 'nodes', '--output=name'], options)).stdout
  const names = nodes.split('\n').filter((line) => line !== '')
  const pods = names.map((node, index) => clientPod(`client${index}`, node.replace('node/', '')))
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods })
  await runChecked(kubectl, [...api, 'apply', '--filename=-'], { ...options, input })
  const all = names.map((_, index) => `pod/client${index}`)
  await runChecked(kubectl, [...api, 'wait', '--for=condition=Ready', '--timeout=120s', ...all], options)
  const addresses = cluster.status().pods.map(({ ips }) => ips[0] ?? '')

  return {
    async probe(count) {
      const startedAt = performance.now()
      let next = 0
      const work = async () => {
        while (next < count) {
          const number = next++
          const argv = ['nc', '-z', '-w', '5', addresses[number % addresses.length] ?? '', `${podPort}`]
          const client = `client${number % names.length}`
          const { exitCode, stderr } = await run(kubectl, [...api, 'exec', client, '--', ...argv], options)
          if (exitCode !== 0) throw new Error(`${argv.join(' ')} in ${client}: ${stderr}`)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      return (performance.now() - startedAt) / 1000
    },
  }
}

function clientPod(name: string, nodeName: string): object {
  const container = { name: 'main', image: imageNames.root, imagePullPolicy: 'Never', command: ['sleep', 'infinity'] }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName, terminationGracePeriodSeconds: 0, containers: [container] },
  }
}
