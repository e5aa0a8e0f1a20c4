import type { Rule } from '../rules.ts'

const spec = 'github.com/kubernetes/dns/blob/master/docs/specification.md'

/** Names in the cluster's domain and how Pods look them up. */
export const dnsRules = [
  {
    id: 'dns-service-address',
    text: "A Service's name resolves to its ClusterIP, with or without endpoints.",
    citation: `${spec}; claim C94; datapath 2.7`,
  },
  {
    id: 'dns-headless-ready',
    text: "A headless Service's name resolves to exactly its ready endpoints, all of them with publishNotReadyAddresses.",
    citation: `${spec}; claim C99; datapath 2.7`,
  },
  {
    id: 'dns-headless-empty',
    text: 'A headless Service without ready endpoints has no name.',
    citation: `${spec}; claim C99; datapath 2.7`,
  },
  {
    id: 'dns-endpoint',
    text: "hostname.service resolves to the Pod of that hostname and subdomain while it is ready; others are named by their address's numbers.",
    citation: `${spec}; claim C100; datapath 2.7`,
  },
  {
    id: 'dns-service-ports',
    text: "SRV records name each port of a Service with the Service's name, or each endpoint's of a headless one.",
    citation: `${spec}; datapath 2.7`,
  },
  {
    id: 'dns-pod-address',
    text: 'a-b-c-d.namespace.pod resolves to a.b.c.d, whether there is such a Pod or not, where the namespace exists.',
    citation: `${spec}; datapath 2.7`,
  },
  {
    id: 'dns-external-name',
    text: 'The name of an ExternalName Service is an alias of its externalName.',
    citation: `${spec}; datapath 2.7`,
  },
  {
    id: 'dns-reverse',
    text: "A ClusterIP's reverse name is its Service's, a ready endpoint's is its name under each of its Services.",
    citation: `${spec}; CoreDNS v1.12.1 plugin/kubernetes/reverse.go`,
  },
  { id: 'dns-no-such-name', text: 'A name that nothing in the cluster has does not exist.', citation: spec },
  {
    id: 'dns-no-such-record',
    text: 'A name that exists without a record of the type asked for gives an empty answer, not an error.',
    citation: `${spec}; RFC 2308`,
  },
  {
    id: 'dns-forwarded',
    text: "Names outside the cluster's domain are asked of the resolvers of the Node, about which nothing is promised.",
    citation: 'datapath 2.7',
  },
  {
    id: 'dns-search-list',
    text: 'Names with fewer dots than ndots are looked up with each suffix of the search list first, others as they are first.',
    citation: 'claims C97, C98; datapath 2.7',
  },
  {
    id: 'dns-node-resolver',
    text: 'Host-network Pods use the resolver of their Node unless dnsPolicy is ClusterFirstWithHostNet.',
    citation: 'claim C95; datapath 2.7, F92',
  },
] as const satisfies readonly Rule[]
