import type { V1Pod } from '@kubernetes/client-node'

/** Whether a Pod's containers run and the cluster has told its addresses. */
export const runs = ({ status }: V1Pod): boolean => status?.phase === 'Running' && (status.podIPs?.length ?? 0) > 0
