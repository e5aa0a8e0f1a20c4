import { expect, test } from 'vitest'
import type { NodeFiles } from './model/cluster-facts.ts'
import { podsAskTheResolverTheyShould } from './pods-ask-the-resolver-they-should.ts'
import { healthyEvidence, labEvidence } from './test-support/cluster-facts.ts'
import { fivePods, servedWorld } from './test-support/services.ts'

const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [] })
const clusterFile = `search default.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.96.0.10
options ndots:5`
const nodeFile = 'nameserver 172.30.0.1'

/** Verdict and rule by Pod; `fileOf` says what lies in a Pod's resolv.conf. */
function judged(fileOf: (pod: string, hostNetwork: boolean) => string | undefined): string[] {
  const evidence = healthyEvidence(world)
  const files = Object.fromEntries(
    Object.entries(evidence.cluster.files).map(([node, own]): [string, NodeFiles] => [
      node,
      {
        ...own,
        containers: (own.containers ?? []).map((container) => {
          const hostNetwork = world.pods.get(container.pod)?.hostNetwork === true
          const resolvConf = container.id === container.sandboxId ? fileOf(container.pod, hostNetwork) : undefined
          return { ...container, ...(resolvConf !== undefined && { resolvConf }) }
        }),
      },
    ]),
  )
  return podsAskTheResolverTheyShould
    .judge(world, { ...evidence, cluster: { ...evidence.cluster, files } })
    .map(({ verdict, rule, subject }) => `${subject} ${verdict} ${rule}`)
}

const right = (_pod: string, hostNetwork: boolean) => (hostNetwork ? nodeFile : clusterFile)

test("Pods ask the cluster's DNS, host-network Pods their Node's resolver", () => {
  expect(judged(right)).toEqual([
    'pod/a holds dns-search-list',
    'pod/b holds dns-search-list',
    'pod/g holds dns-node-resolver',
    'pod/c holds dns-search-list',
    'pod/h holds dns-node-resolver',
  ])
})

test.each([
  ['another nameserver', clusterFile.replace('10.96.0.10', '10.96.0.11')],
  ['no search list', clusterFile.replace(/^search.*/, '')],
  ['another ndots', clusterFile.replace('ndots:5', 'ndots:1')],
])('%s is refuted, in that Pod alone', (_, file) => {
  const found = judged((pod, hostNetwork) => (pod === 'b' ? file : right(pod, hostNetwork)))
  expect(found.filter((line) => line.includes('refuted'))).toEqual(['pod/b refuted dns-search-list'])
})

test('a file that could not be read is inconclusive, and the lab has none', () => {
  expect(judged(() => undefined).every((line) => line.includes('inconclusive'))).toBe(true)
  expect(podsAskTheResolverTheyShould.judge(world, labEvidence(world)).map(({ verdict }) => verdict)).toEqual([
    'unsupported',
  ])
})
