import { expect, test } from 'vitest'
import { serviceObject } from './service-object.ts'

test('every field under the name the API has for it', () => {
  const ports = [{ name: 'web', protocol: 'TCP' as const, port: 80, targetPort: 'main-tcp', nodePort: 31_000 }]
  const { metadata, spec } = serviceObject(
    {
      name: 's',
      type: 'NodePort',
      ports,
      selector: { s: 'member' },
      externalIPs: ['192.0.2.1'],
      sessionAffinity: 'ClientIP',
      externalTrafficPolicy: 'Local',
      trafficDistribution: 'PreferSameNode',
    },
    'podnet',
  )
  expect(metadata).toEqual({ name: 's', namespace: 'podnet' })
  expect(spec).toEqual({
    type: 'NodePort',
    ipFamilyPolicy: 'SingleStack',
    ipFamilies: ['IPv4'],
    ports,
    selector: { s: 'member' },
    externalIPs: ['192.0.2.1'],
    externalTrafficPolicy: 'Local',
    trafficDistribution: 'PreferSameNode',
    sessionAffinity: 'ClientIP',
    sessionAffinityConfig: { clientIP: { timeoutSeconds: 10_800 } },
  })
})

test('an alias has neither addresses nor ports', () => {
  const { spec } = serviceObject({ name: 'x', type: 'ExternalName', ports: [], externalName: 'a.example' }, 'podnet')
  expect(spec).toEqual({ type: 'ExternalName', externalName: 'a.example' })
})
