import { ApiException, CustomObjectsApi } from '@kubernetes/client-node'
import { parse } from 'yaml'
import { z } from 'zod'
import { familyOf } from '../../properties/model/address.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'

/** The ranges of a cluster as a whole. */
export interface ClusterRanges {
  podCIDR: string
  serviceCIDR: string
}

/** The cluster says nowhere that podnet knows which range it has, or has several. A guess would refute what is right. */
export class UnknownRange extends Error {
  override name = 'UnknownRange'
}

/** Reads the ranges from where the network and kubeadm keep them. Throws UnknownRange, or the API's error. */
export async function readRanges(client: KubernetesClient, network: Network): Promise<ClusterRanges> {
  const kubeadm = kubeadmRanges((await configMap(client, 'kube-system', 'kubeadm-config'))?.ClusterConfiguration)
  const isFlannel = network.plugin === 'flannel'
  const podCIDR = isFlannel ? ((await flannelRange(client)) ?? kubeadm.podCIDR) : await calicoRange(client)
  const serviceCIDR = kubeadm.serviceCIDR ?? (await serviceRange(client))
  if (podCIDR === undefined) {
    const places = isFlannel
      ? 'neither in ConfigMap kube-flannel-cfg nor in kube-system/kubeadm-config'
      : 'in no IPPool'
    throw new UnknownRange(`the cluster's Pod range stands ${places}`)
  }
  if (serviceCIDR === undefined) {
    throw new UnknownRange(
      "the cluster's Service range stands neither in kube-system/kubeadm-config nor in a ServiceCIDR",
    )
  }
  return { podCIDR, serviceCIDR }
}

const configuration = z.object({
  networking: z.object({ podSubnet: z.string().optional(), serviceSubnet: z.string().optional() }).optional(),
})

/** Out of kubeadm's ClusterConfiguration. Of two families the IPv4 one. */
export function kubeadmRanges(yaml: string | undefined): Partial<ClusterRanges> {
  const networking = configuration.safeParse(parse(yaml ?? '')).data?.networking
  const podCIDR = ipv4Of(networking?.podSubnet?.split(','))
  const serviceCIDR = ipv4Of(networking?.serviceSubnet?.split(','))
  return { ...(podCIDR !== undefined && { podCIDR }), ...(serviceCIDR !== undefined && { serviceCIDR }) }
}

const netConf = z.object({ Network: z.string() })

async function flannelRange(client: KubernetesClient): Promise<string | undefined> {
  for (const namespace of ['kube-flannel', 'kube-system']) {
    const text = (await configMap(client, namespace, 'kube-flannel-cfg'))?.['net-conf.json']
    if (text !== undefined) return netConf.parse(JSON.parse(text)).Network
  }
  return undefined
}

const pools = z.object({
  items: z.array(
    z.object({
      spec: z.object({
        cidr: z.string(),
        disabled: z.boolean().nullish(),
        allowedUses: z.array(z.string()).nullish(),
      }),
    }),
  ),
})

/** Of the pools that Pods get their addresses from: those of tunnels or load balancers alone are left out. */
async function calicoRange(client: KubernetesClient): Promise<string | undefined> {
  const api = client.config.makeApiClient(CustomObjectsApi)
  const list = { group: 'crd.projectcalico.org', version: 'v1', plural: 'ippools' }
  const found = pools.safeParse(await orNothing(api.listClusterCustomObject(list))).data?.items ?? []
  const ranges = found
    .filter(({ spec }) => spec.disabled !== true && (spec.allowedUses ?? ['Workload']).includes('Workload'))
    .map(({ spec }) => spec.cidr)
    .filter((range) => familyOf(range) === 'ipv4')
  if (ranges.length > 1) {
    throw new UnknownRange(
      `Pods get addresses from ${ranges.length} IPPools, ${ranges.join(', ')}: this version checks one`,
    )
  }
  return ranges[0]
}

const serviceCIDR = z.object({ spec: z.object({ cidrs: z.array(z.string()) }) })

async function serviceRange(client: KubernetesClient): Promise<string | undefined> {
  const api = client.config.makeApiClient(CustomObjectsApi)
  const object = { group: 'networking.k8s.io', version: 'v1', plural: 'servicecidrs', name: 'kubernetes' }
  return ipv4Of(serviceCIDR.safeParse(await orNothing(api.getClusterCustomObject(object))).data?.spec.cidrs)
}

const ipv4Of = (ranges: readonly string[] = []): string | undefined =>
  ranges.map((range) => range.trim()).find((range) => range !== '' && familyOf(range) === 'ipv4')

async function configMap(
  client: KubernetesClient,
  namespace: string,
  name: string,
): Promise<Record<string, string> | undefined> {
  return (await orNothing(client.core.readNamespacedConfigMap({ namespace, name })))?.data
}

/** undefined for what is not there. */
async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined
    throw error
  }
}
