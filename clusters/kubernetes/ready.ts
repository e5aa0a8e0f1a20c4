import type { V1Node, V1Pod } from '@kubernetes/client-node'

const holds = (conditions: readonly { type: string; status: string }[] | undefined): boolean =>
  conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false

export const isReadyNode = ({ status }: V1Node): boolean => holds(status?.conditions)
export const isReadyPod = ({ status }: V1Pod): boolean => holds(status?.conditions)

const hopeless = [
  'ErrImageNeverPull',
  'InvalidImageName',
  'ErrImagePull',
  'ImagePullBackOff',
  'CreateContainerConfigError',
]

/** Why a Pod will not run, in words; undefined while it may. */
export function podProblem({ metadata, status }: V1Pod): string | undefined {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  const waiting = containers.find(({ state }) => hopeless.includes(state?.waiting?.reason ?? ''))
  if (waiting === undefined) return undefined
  const { reason, message } = waiting.state?.waiting ?? {}
  return `Pod ${metadata?.name} cannot run image ${waiting.image}: ${reason}${message ? ` (${message})` : ''}`
}
