import { ApiException, type V1Node, type V1Pod } from '@kubernetes/client-node'
import type { KubernetesFacts } from '../../../properties/model/cluster-facts.ts'
import type { Network } from '../../../properties/model/networks/network.ts'
import { flannelConfig, flannelNamespace } from '../../networks/flannel-daemon-set.ts'
import type { KubernetesClient } from '../client.ts'
import { nodeSpecsOf } from '../nodes.ts'

/** Where kubeadm runs the control plane, and how it labels the controller manager. */
const controlPlane = { namespace: 'kube-system', labelSelector: 'component=kube-controller-manager' }

/** Reads Nodes, the network's ConfigMap and the controller manager's Pod. Throws the API's error. */
export async function readKubernetesFacts(
  client: KubernetesClient,
  network: Network,
  nodeNames: Readonly<Record<string, string>>,
): Promise<KubernetesFacts> {
  const [nodes, managers, networkConfiguration] = await Promise.all([
    client.core.listNode(),
    client.core.listNamespacedPod(controlPlane),
    network.plugin === 'flannel' ? readFlannelConfig(client) : undefined,
  ])
  return kubernetesFactsOf({ nodes: nodes.items, managers: managers.items, networkConfiguration }, nodeNames)
}

/** Out of what the API answered. Throws Error for a Node that is missing or says too little. */
export function kubernetesFactsOf(
  {
    nodes,
    managers,
    networkConfiguration,
  }: {
    nodes: readonly V1Node[]
    managers: readonly V1Pod[]
    networkConfiguration?: Record<string, string> | undefined
  },
  nodeNames: Readonly<Record<string, string>>,
): KubernetesFacts {
  const specs = nodeSpecsOf(nodeNames, nodes)
  const annotationsOf = (name: string) =>
    nodes.find(({ metadata }) => metadata?.name === nodeNames[name])?.metadata?.annotations ?? {}
  const container = managers[0]?.spec?.containers[0]
  return {
    nodes: Object.fromEntries(
      specs.map(({ name, address, podCIDR }) => [
        name,
        { internalIP: address, podCIDR, annotations: annotationsOf(name) },
      ]),
    ),
    ...(networkConfiguration !== undefined && { networkConfiguration }),
    ...(container !== undefined && { controllerManager: [...(container.command ?? []), ...(container.args ?? [])] }),
  }
}

async function readFlannelConfig(client: KubernetesClient): Promise<Record<string, string> | undefined> {
  try {
    const { data } = await client.core.readNamespacedConfigMap({ name: flannelConfig, namespace: flannelNamespace })
    return data
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined
    throw error
  }
}
