import { readFileSync } from 'node:fs'
import { ApiException, AuthorizationV1Api, KubeConfig } from '@kubernetes/client-node'
import type { Network } from '../../properties/model/networks/network.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { readVersion } from '../kubernetes/read-version.ts'
import { installationOf } from '../networks/index.ts'
import { type Access, calicoAccess, describeAccess, neededAccess } from './access.ts'
import { familyProblems } from './families.ts'
import { addressProblems, nodeProblems } from './nodes.ts'
import type { ExistingOptions } from './options.ts'
import { readRanges, UnknownRange } from './ranges.ts'

/** Everything that keeps podnet from working in a cluster, found without changing anything there; empty when it works. */
export async function findExistingProblems(options: Partial<ExistingOptions>): Promise<string[]> {
  const { kubeconfig, context, agentImage } = options
  const ofImage = agentImage === undefined ? [`--agent-image is missing: ${imageAdvice}`] : []
  return [...(await accessProblems(kubeconfig, context)), ...ofImage]
}

async function accessProblems(kubeconfig: string | undefined, context: string | undefined): Promise<string[]> {
  if (kubeconfig === undefined) {
    const missing = '--kubeconfig is missing: the kubeconfig file of the cluster to check'
    return [missing, ...(context === undefined ? [contextMissing('')] : [])]
  }
  const ofFile = kubeconfigProblems(kubeconfig, context)
  if (ofFile.length > 0 || context === undefined) return ofFile
  return clusterProblems(new KubernetesClient(kubeconfig, context), context)
}

const imageAdvice =
  'an image the Nodes can pull or hold, built in a clone with ' +
  'docker build --tag NAME --file clusters/existing/agent/Dockerfile .'

const contextMissing = (contexts: string): string => `--context is missing: the context to use${contexts}`

function kubeconfigProblems(path: string, context: string | undefined): string[] {
  const config = new KubeConfig()
  try {
    config.loadFromString(readFileSync(path, 'utf8'))
  } catch (error) {
    return [`--kubeconfig ${path}: cannot be read: ${(error as Error).message}`]
  }
  const names = config.getContexts().map(({ name }) => name)
  const there = names.length === 0 ? `; ${path} has none` : `; ${path} has ${names.join(', ')}`
  if (context === undefined) return [contextMissing(there)]
  return names.includes(context) ? [] : [`--context ${context}: no such context${there}`]
}

const forbiddenWords = (context: string, forbidden: readonly string[]): string =>
  `--context ${context}: its user may not ${forbidden.join(', ')}; podnet existing manifest shows the ClusterRole`

/** One request after the other: a server that does not answer is one problem. */
async function clusterProblems(client: KubernetesClient, context: string): Promise<string[]> {
  try {
    const forbidden = await forbiddenAccess(client, neededAccess)
    if (forbidden.length > 0) {
      return [forbiddenWords(context, forbidden)]
    }
    const ofNodes = nodeProblems((await client.core.listNode()).items)
    const ofPods = familyProblems((await client.core.listPodForAllNamespaces()).items)
    return [...ofNodes, ...ofPods].map((problem) => `--context ${context}: ${problem}`)
  } catch (error) {
    return [`--context ${context}: the API server cannot be used: ${words(error)}`]
  }
}

/** What keeps a network from being checked there: ranges that the cluster or a Node does not tell. */
export async function findNetworkProblems(
  { kubeconfig, context }: ExistingOptions,
  network: Network,
): Promise<string[]> {
  const client = new KubernetesClient(kubeconfig, context)
  try {
    const forbidden = network.plugin === 'calico' ? await forbiddenAccess(client, calicoAccess) : []
    if (forbidden.length > 0) return [forbiddenWords(context, forbidden)]
    await readRanges(client, network)
    const { items } = await client.core.listNode()
    return addressProblems(items, installationOf(network).addressing).map((one) => `--network ${network.name}: ${one}`)
  } catch (error) {
    if (error instanceof UnknownRange) return [`--network ${network.name}: ${error.message}`]
    throw error
  }
}

export async function readKubernetesVersion({ kubeconfig, context }: ExistingOptions): Promise<string | undefined> {
  return readVersion(new KubernetesClient(kubeconfig, context))
}

export async function countNodes({ kubeconfig, context }: ExistingOptions): Promise<number> {
  return (await new KubernetesClient(kubeconfig, context).core.listNode()).items.length
}

/** What the user may not do, of what podnet will. */
async function forbiddenAccess(client: KubernetesClient, needed: readonly Access[]): Promise<string[]> {
  const api = client.config.makeApiClient(AuthorizationV1Api)
  const isAllowed = async ({ group, resource }: Access, verb: string): Promise<boolean> => {
    const [name = '', subresource] = resource.split('/')
    const resourceAttributes = { group, resource: name, verb, ...(subresource !== undefined && { subresource }) }
    const body = { spec: { resourceAttributes } }
    return (await api.createSelfSubjectAccessReview({ body })).status?.allowed === true
  }
  const asked = needed.flatMap((access) => access.verbs.map((verb) => ({ access, verb })))
  const answers = await Promise.all(
    asked.map(async ({ access, verb }) => ((await isAllowed(access, verb)) ? [] : [describeAccess(access, verb)])),
  )
  return answers.flat()
}

/** An API's error has its whole response in its message, a network's often a reason below the first one. */
function words(error: unknown): string {
  if (error instanceof ApiException) return `it answers ${error.code}`
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message}: ${cause.message}` : message
}
