import { expect, test } from 'vitest'
import { podObject } from './pod-object.ts'

test('one pause per container, bound to its Node', () => {
  const containers = [
    { name: 'main', port: 8080 },
    { name: 'sidecar1', port: 8081 },
  ]
  const { metadata, spec } = podObject(
    { name: 'a', nodeName: 'node2', hostNetwork: true, containers },
    'podnet',
    'x-worker',
    { pauseImage: 'p:1' },
  )
  expect(metadata).toEqual({ name: 'a', namespace: 'podnet' })
  expect(spec).toMatchObject({ nodeName: 'x-worker', hostNetwork: true, terminationGracePeriodSeconds: 0 })
  expect(spec?.containers).toEqual([
    { name: 'main', image: 'p:1', imagePullPolicy: 'IfNotPresent' },
    { name: 'sidecar1', image: 'p:1', imagePullPolicy: 'IfNotPresent' },
  ])
})

test('what Services need of a Pod: labels, named ports, a gate before its readiness', () => {
  const ports = [{ name: 'main-udp', protocol: 'UDP' as const, hostPort: 12_000 }]
  const { metadata, spec } = podObject(
    {
      name: 'a',
      nodeName: 'node1',
      hostNetwork: false,
      containers: [{ name: 'main', port: 8080, ports }],
      labels: { s: 'member' },
      hostname: 'a',
      subdomain: 's',
      dnsPolicy: 'Default',
    },
    'podnet',
    'x',
    { pauseImage: 'p:1' },
  )
  expect(metadata?.labels).toEqual({ s: 'member' })
  expect(spec).toMatchObject({ hostname: 'a', subdomain: 's', dnsPolicy: 'Default' })
  expect(spec?.readinessGates).toEqual([{ conditionType: 'podnet/ready' }])
  expect(spec?.containers[0]?.ports).toEqual([
    { name: 'main-udp', protocol: 'UDP', hostPort: 12_000, containerPort: 8080 },
  ])
})
