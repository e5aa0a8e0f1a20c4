import type { StartedCluster } from '../../clusters/cluster.ts'
import { count } from '../../reports/text/words.ts'
import type { ReadScenario } from '../scenario-file.ts'

/** Why a running cluster cannot serve the Services of a file. */
export function proxyProblems(
  file: string,
  { scenario: { services = [] }, proxy = 'iptables' }: ReadScenario,
  cluster: Pick<StartedCluster, 'name' | 'network' | 'status'>,
): string[] {
  if (services.length === 0 || cluster.status().proxy !== undefined) return []
  const { name, network } = cluster
  const make = `podnet cluster create NAME --network ${network.name} --proxy ${proxy}`
  return [
    `${file}: spec.services has ${count(services.length, 'Service')}, but cluster ${name} runs no proxy that would serve them: take a cluster made with \`${make}\``,
  ]
}

/** Another proxy than the one the file is for. */
export function otherProxyProblems(
  file: string,
  { proxy }: ReadScenario,
  cluster: Pick<StartedCluster, 'name' | 'status'>,
): string[] {
  const running = cluster.status().proxy?.mode
  if (proxy === undefined || running === undefined || proxy === running) return []
  return [`${file}: spec.proxy is ${proxy}, but cluster ${cluster.name} runs ${running}`]
}
