import { expect, test } from 'vitest'
import { iptablesChains, iptablesEndpointChain, nftablesChains, nftablesEndpoint } from './names.ts'

const endpoint = (address: string, port: number) => ({
  address,
  port,
  conditions: { ready: true, serving: true, terminating: false },
})

test("chains of the iptables proxier bear kube-proxy's names: these are known from any cluster", () => {
  const chainOf = (name: string, protocol: 'tcp' | 'udp') => iptablesChains({ name, protocol }).cluster
  expect(chainOf('default/kubernetes:https', 'tcp')).toBe('KUBE-SVC-NPX46M4PTMTKRN6Y')
  expect(chainOf('kube-system/kube-dns:dns', 'udp')).toBe('KUBE-SVC-TCOU7JCQXEZGVUNU')
  expect(chainOf('kube-system/kube-dns:dns-tcp', 'tcp')).toBe('KUBE-SVC-ERIFXISQEP7F7OF4')
})

test('the other chains of a Service port share its digits, and an endpoint has its own', () => {
  const port = { name: 'default/kubernetes:https', protocol: 'tcp' } as const
  expect(iptablesChains(port)).toMatchObject({
    local: 'KUBE-SVL-NPX46M4PTMTKRN6Y',
    external: 'KUBE-EXT-NPX46M4PTMTKRN6Y',
  })
  expect(iptablesEndpointChain(port, endpoint('10.0.0.1', 6443))).not.toBe(
    iptablesEndpointChain(port, endpoint('10.0.0.1', 6444)),
  )
})

test("chains of the nftables proxier are those that kube-proxy's own documents show", () => {
  const port = { namespace: 'ns1', serviceName: 'svc1', portName: 'p80', protocol: 'tcp' } as const
  expect(nftablesChains(port).cluster).toBe('service-ULMVA6XW-ns1/svc1/tcp/p80')
  expect(nftablesEndpoint(port, endpoint('10.180.0.1', 80))).toEqual({
    chain: 'endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80',
    affinitySet: 'affinity-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80',
  })
})
