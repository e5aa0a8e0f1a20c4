import type { ConvergenceBound } from '../cluster.ts'

/**
 * A change returns once a mark that was written after it shows in every proxy's rules (services/mark.ts). What is left is
 * what kube-proxy does after its rules: it ends flows, and what failed it tries again at its next sync.
 */
export const kubernetesConvergence: ConvergenceBound = {
  timeMs: 30_000,
  source: "kube-proxy's iptables.syncPeriod, 30 s: the longest until it looks again",
}
