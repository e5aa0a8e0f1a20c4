import { type ClusterRequest, ClusterUnusable } from '../cluster.ts'
import { findRequestProblems } from '../running/request-problems.ts'
import { canStartEngine } from './engine/ensure-engine.ts'
import { engineProblems } from './engine/problems.ts'
import { kindProgram } from './images/kind-program.ts'
import { kubeletProblems } from './kubelet-room.ts'
import type { KindOptions } from './options.ts'
import { chooseNodeImage, findParts } from './parts/find-parts.ts'
import { kubernetesVersionOf } from './parts/node-image.ts'

/** Everything that keeps kind clusters from running on this machine; empty when nothing does. */
export async function findKindProblems(): Promise<string[]> {
  const engine = (await engineProblems({ canStart: false })).map(({ id, sentence }) =>
    id === 'no-engine' && canStartEngine() ? `${sentence}; here \`podnet images build\` starts one` : sentence,
  )
  const kind = kindProgram() === undefined ? ['kind is missing: podnet images build makes it, or install it'] : []
  return [...engine, ...kind]
}

/** What keeps a request from being met, in sentences; empty when nothing does. Pulls images that the engine lacks. */
export async function findKindRequestProblems(
  request: ClusterRequest,
  pods: number,
  options: KindOptions,
): Promise<string[]> {
  const problems = [...(await findRequestProblems(request, pods)), ...kubeletProblems(request.topology, pods)]
  if (request.ipvsScheduler !== undefined)
    problems.push('--ipvs-scheduler: kube-proxy keeps its own on kind; leave --ipvs-scheduler out, or take the lab')
  try {
    await findParts(request.network, request.topology.podCIDR, options, AbortSignal.timeout(60 * 60_000))
    return problems
  } catch (error) {
    if (!(error instanceof ClusterUnusable)) throw error
    return [...problems, ...error.problems]
  }
}

/** As the Nodes' image says by its tag; the start shows what another one is. */
export async function findKubernetesVersion(options: KindOptions): Promise<string | undefined> {
  return kubernetesVersionOf(await chooseNodeImage(options))
}
