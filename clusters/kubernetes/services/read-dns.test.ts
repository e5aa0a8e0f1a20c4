import { expect, test } from 'vitest'
import { clusterZone, resolverIn } from './read-dns.ts'

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

test("the cluster's domain and what becomes of names of Pods, as CoreDNS's configuration has them", () => {
  expect(clusterZone(corefile)).toEqual({ domain: 'cluster.local', podRecords: 'insecure' })
  expect(clusterZone(corefile.replace('pods insecure', 'pods verified'))?.podRecords).toBe('verified')
  expect(clusterZone('. {\n  kubernetes k8s.example.\n}')).toEqual({ domain: 'k8s.example', podRecords: 'disabled' })
  expect(clusterZone('. {\n  forward . 1.1.1.1\n}')).toBeUndefined()
})

test('a resolv.conf: the last search line counts, and without options one dot is enough', () => {
  const file =
    '# made by docker\nnameserver 172.18.0.1\nsearch a.example\nsearch b.example c.example\noptions edns0 ndots:0\n'
  expect(resolverIn(file)).toEqual({ nameservers: ['172.18.0.1'], search: ['b.example', 'c.example'], ndots: 0 })
  expect(resolverIn('nameserver 1.2.3.4\n')).toEqual({ nameservers: ['1.2.3.4'], search: [], ndots: 1 })
})
