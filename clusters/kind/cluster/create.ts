import type { ProxyMode } from '../../../properties/model/services/proxy.ts'
import type { ClusterRequest } from '../../cluster.ts'
import { runChecked } from '../../host/process.ts'
import type { ClusterEntry } from '../../ledger/entry.ts'
import { kindProgram } from '../images/kind-program.ts'
import { kindName } from '../names.ts'
import { kindConfig } from './config.ts'
import { kubeconfigPath, makeKubeconfigFolder } from './kubeconfig.ts'

/** kind's own. */
const defaultProxyMode: ProxyMode = 'iptables'

const timeLimitMs = 10 * 60_000

/**
 * Makes the kind cluster of an entry, without a network. What a failure leaves stays for its logs (`--retain`) until
 * the caller removes it. Throws CommandFailed with kind's words, or the signal's reason.
 */
export async function createKindCluster(
  entry: ClusterEntry,
  { topology, proxy = defaultProxyMode }: Pick<ClusterRequest, 'topology' | 'proxy'>,
  image: string,
  signal: AbortSignal,
): Promise<void> {
  makeKubeconfigFolder(entry)
  const args = ['create', 'cluster', '--name', kindName(entry), '--image', image, '--retain', '--config', '-']
  // Not --quiet: it would keep the reason of a failure as well.
  await runChecked(foundKind(), [...args, '--kubeconfig', kubeconfigPath(entry)], {
    input: kindConfig(topology, proxy),
    signal,
    timeoutMs: timeLimitMs,
  })
}

/** Throws Error when there is no kind. */
export function foundKind(): string {
  const program = kindProgram()
  if (program === undefined) throw new Error('there is no kind on this machine')
  return program
}
