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

test("the cluster's domain and what becomes of names of Pods, as CoreDNS's configuration has them", () => {
  expect(clusterZone(corefile)).toEqual({ domain: 'cluster.local', podRecords: 'insecure' })
  expect(clusterZone(corefile.replace('pods insecure', 'pods verified'))?.podRecords).toBe('verified')
  expect(clusterZone('. {\n  kubernetes k8s.example.\n}')).toEqual({ domain: 'k8s.example', podRecords: 'disabled' })
  expect(clusterZone('. {\n  forward . 1.1.1.1\n}')).toBeUndefined()
})
