import { afterAll, beforeAll, describe, test } from 'vitest'
import { mustPodnet, named } from './planted-faults/podnet.fixture.ts'
import {
  checkWithFault,
  expectHealed,
  expectServiceFault,
  makeServiceCluster,
} from './planted-faults/service-cluster.fixture.ts'
import { type Mode, serviceFaults } from './planted-faults/service-faults.fixture.ts'

const modes: Mode[] = ['iptables', 'nftables']
const limitMs = 10 * 60_000

// The rules are the real kube-proxy's, which would put them right: it is stopped meanwhile, as in kubernetes#125467.
describe.each(modes)('planted faults of Services on kind, %s', { timeout: limitMs }, (mode) => {
  const name = named(`service-faults-${mode}`)
  const cluster = {
    name,
    mode,
    options: ['--provider', 'kind', '--nodes', '3'],
    rulesFolder: '/run',
    pause: 'pkill -STOP -x kube-proxy',
    resume: 'pkill -CONT -x kube-proxy',
    // TCP is left alone: connections to the API server go through its Service.
    forget: 'conntrack -D -p udp >/dev/null 2>&1 || true',
  }
  const planted = serviceFaults.filter(({ plant, onKind }) => onKind && plant[mode] !== undefined)
  let places: Record<string, string> = {}

  beforeAll(async () => {
    places = await makeServiceCluster(cluster)
  }, limitMs)
  afterAll(async () => {
    await mustPodnet('cluster', 'delete', name)
  }, limitMs)

  test.each(planted.map((fault) => [fault.name, fault] as const))(
    '%s is found: the Service, who calls and the rule',
    async (_, fault) => {
      expectServiceFault(await checkWithFault(cluster, fault, places), fault)
    },
  )

  test('once all are healed the cluster is green', () => expectHealed(name))
})
