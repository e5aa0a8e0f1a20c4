import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { waitUntil } from '../host/clock.ts'
import { runChecked } from '../host/process.ts'
import { kindProgram } from '../kind/images/kind-program.ts'
import { imageNames } from '../kind/images/versions.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { isReadyPod } from '../kubernetes/ready.ts'
import { installationOf } from '../networks/index.ts'

/** For tests: a cluster of kind's with flannel that podnet's own provider had no part in, and the agent's image. */
export interface PlainCluster {
  client: KubernetesClient
  kubeconfig: string
  context: string
  agentImage: string
  /** Containers of the Nodes, the control plane first. */
  containers: readonly string[]
  remove(): Promise<void>
}

const root = resolve(import.meta.dirname, '..', '..')
const timeoutMs = 10 * 60_000
const podCIDR = '10.244.0.0/16'

export async function makePlainCluster(name: string): Promise<PlainCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'podnet-plain-'))
  const kubeconfig = join(folder, 'kubeconfig')
  // Zones and a Service range other than what podnet would choose: somebody's cluster has its own.
  const nodes = ['a', 'b', 'c'].map((zone, index) => ({
    role: index === 0 ? 'control-plane' : 'worker',
    labels: { 'topology.kubernetes.io/zone': zone },
  }))
  const config = {
    kind: 'Cluster',
    apiVersion: 'kind.x-k8s.io/v1alpha4',
    nodes,
    networking: { disableDefaultCNI: true, serviceSubnet: '10.233.0.0/18' },
  }
  const create = ['create', 'cluster', '--name', name, '--image', imageNames.node, '--config', '-', '--quiet']
  await kind([...create, '--kubeconfig', kubeconfig], JSON.stringify(config))
  const client = new KubernetesClient(kubeconfig)
  const agentImage = await buildAgent()
  await Promise.all([
    client.apply(installationOf(flannelVxlan).objects(podCIDR, undefined)),
    kind(['load', 'docker-image', '--name', name, agentImage]),
  ])
  await everyPodRuns(client)
  return {
    client,
    kubeconfig,
    context: `kind-${name}`,
    agentImage,
    containers: [`${name}-control-plane`, `${name}-worker`, `${name}-worker2`],
    async remove() {
      await kind(['delete', 'cluster', '--name', name, '--kubeconfig', kubeconfig])
      rmSync(folder, { recursive: true })
    },
  }
}

async function kind(args: readonly string[], input = ''): Promise<void> {
  await runChecked(kindProgram() ?? 'kind', args, { input, timeoutMs })
}

/** On the Debian that the machine has already: no registry is asked. Returns the image's name. */
async function buildAgent(): Promise<string> {
  const file = join(root, 'clusters', 'existing', 'agent', 'Dockerfile')
  const build = ['build', '--quiet', '--build-arg', `BASE=${imageNames.root}`, '--file', file, root]
  const id = (await runChecked('docker', build, { timeoutMs })).stdout.trim()
  const name = `podnet-agent:${id.replace('sha256:', '').slice(0, 12)}`
  await runChecked('docker', ['tag', id, name])
  return name
}

async function everyPodRuns({ core }: KubernetesClient): Promise<void> {
  const deadline = { name: 'the plain cluster to be ready', timeMs: 300_000 }
  const everyPodIsReady = async () => {
    const pods = (await core.listPodForAllNamespaces()).items
    return pods.some(({ metadata }) => metadata?.namespace === 'kube-flannel') && pods.every(isReadyPod)
  }
  await waitUntil(deadline, everyPodIsReady, { intervalMs: 1_000 })
}

/**
 * Every object of every kind that can be listed, as `kind namespace name uid`. Left out are what the cluster itself
 * writes all the time: events, the leases of its parts, and componentstatuses, which are no objects but answers.
 */
export async function listEverything(controlPlane: string): Promise<string[]> {
  const script = `export KUBECONFIG=/etc/kubernetes/admin.conf
    kinds=$(kubectl api-resources --verbs=list --output name |
      grep -vxE 'events|events.events.k8s.io|leases.coordination.k8s.io|componentstatuses' | paste -sd,)
    kubectl get "$kinds" --all-namespaces --no-headers --output \\
      custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name,UID:.metadata.uid`
  const { stdout } = await runChecked('docker', ['exec', controlPlane, 'sh', '-c', script], { timeoutMs })
  const lines = stdout.split('\n').filter((line) => line !== '')
  return [...new Set(lines.map((line) => line.replace(/ +/g, ' ')))].sort()
}
