import type { ClusterRequest } from '../cluster.ts'
import { findRequestProblems } from '../running/request-problems.ts'
import { hasImage } from './cluster/docker.ts'
import { canStartEngine } from './engine/ensure-engine.ts'
import { engineProblems } from './engine/problems.ts'
import { kindProgram } from './images/kind-program.ts'
import { imageNames, versions } from './images/versions.ts'
import { networkProblem } from './networks/install.ts'
import type { KindOptions } from './options.ts'

/** Everything that keeps kind clusters from running on this machine; empty when nothing does. */
export async function findKindProblems(): Promise<string[]> {
  const canStart = canStartEngine()
  const engine = await engineProblems({ canStart, kubernetesVersion: versions.kubernetes })
  const kind = kindProgram() === undefined ? ['kind is missing: podnet images build makes it, or install it'] : []
  return [...engine.map(({ sentence }) => sentence), ...kind]
}

/** What keeps a request from being met, in sentences; empty when nothing does. */
export async function findKindRequestProblems(
  request: ClusterRequest,
  pods: number,
  options: KindOptions,
): Promise<string[]> {
  const network = networkProblem(request.network)
  return [
    ...(await findRequestProblems(request, pods)),
    ...(network === undefined ? [] : [network]),
    ...((await hasImage(options.nodeImage)) ? [] : [missingImage(options.nodeImage)]),
  ]
}

/** An image podnet builds can be had by building it alone. */
export function missingImage(image: string): string {
  const advice = image === imageNames.node ? 'podnet images build makes it' : `docker pull ${image}`
  return `image ${image} is not in the container engine: ${advice}`
}
