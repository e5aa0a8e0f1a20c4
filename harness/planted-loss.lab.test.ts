import { expect, test } from 'vitest'
import { carryOut, check, counterexamplesOf, mustPodnet, named, readPlaces } from './planted-faults/podnet.fixture.ts'

const oneInTwenty = '-p udp --dport 8472 -m statistic --mode random --probability 0.05 -j DROP'

// The way is measured with 1,000 round trips, of which 5 % are lost: 2.2 to 8.2 % in all but one of some 100,000 runs. Six
// Pods on a Node are some 300 packets of other probes: that none of them is lost, and so nothing measured, is rarer still.
test('a way that loses 5 % is told as loss with its interval, and nothing else is', { timeout: 180_000 }, async () => {
  const cluster = named('lossy')
  await mustPodnet('cluster', 'create', cluster, '--network', 'flannel-vxlan', '--nodes', '3', '--pods', '6')
  try {
    const loss = `iptables -w -t raw -I PREROUTING -s {address1} ${oneInTwenty}`
    await carryOut(cluster, [['node2', loss]], await readPlaces(cluster))
    const checked = await check('--cluster', cluster)
    const found = counterexamplesOf(checked)
    expect(found.map(({ rule }) => rule)).toEqual(['datagram-loss'])
    const [{ subject = '', observed = '', otherSubjects = [], explains = 0 } = {}] = found
    // From outside a packet may come in through the other Node.
    const lossy = /^datagrams (node1 -> node2|node2 -> node1|external -> node[12])$/
    for (const one of [subject, ...otherSubjects]) expect(one).toMatch(lossy)
    const [, rate = '', low = '', high = ''] =
      /^loss (\S+) % \(.* of 1,000 round trips; Wilson 95 %: (\S+) to (\S+) %\)$/.exec(observed) ?? []
    expect(Number(rate), observed).toBeGreaterThan(2.2)
    expect(Number(rate), observed).toBeLessThan(8.2)
    expect(Number(low)).toBeLessThan(Number(rate))
    expect(Number(high)).toBeGreaterThan(Number(rate))
    expect(checked.record.profiles[0]?.checks.refuted).toBe(explains + 1 + otherSubjects.length)
  } finally {
    await mustPodnet('cluster', 'delete', cluster)
  }
})
