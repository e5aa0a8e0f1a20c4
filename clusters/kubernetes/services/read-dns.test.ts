import { expect, test } from 'vitest'
import { clusterZone } from './read-dns.ts'

const corefile = `.:53 {
    errors
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
}
`

test('how long an answer may be an old one, as the plugin cache has it', () => {
  const kept = (cache: string, file = corefile) =>
    clusterZone(file.replace('forward', `${cache}\n    forward`))?.keptSeconds
  expect(kept('loop')).toBeUndefined()
  expect(kept('cache 30')).toBe(30)
  expect(kept('cache')).toBe(30)
  expect(kept('cache 10 {\n prefetch 5\n }')).toBe(10)
  expect(kept('cache 30', corefile.replace('ttl 30', ''))).toBe(5)
  expect(kept('cache 30 {\n disable success cluster.local\n disable denial cluster.local\n }')).toBeUndefined()
  expect(kept('cache 30 {\n disable success\n disable denial\n }')).toBeUndefined()
  expect(kept('cache 30 {\n disable success cluster.local\n }')).toBe(30)
  expect(kept('cache 30 {\n disable success other.local\n disable denial other.local\n }')).toBe(30)
})

test("the cluster's domain and what becomes of names of Pods, as CoreDNS's configuration has them", () => {
  expect(clusterZone(corefile)).toEqual({ domain: 'cluster.local', podRecords: 'insecure' })
  expect(clusterZone(corefile.replace('pods insecure', 'pods verified'))?.podRecords).toBe('verified')
  expect(clusterZone('. {\n  kubernetes k8s.example.\n}')).toEqual({ domain: 'k8s.example', podRecords: 'disabled' })
  expect(clusterZone('. {\n  forward . 1.1.1.1\n}')).toBeUndefined()
})
