import { expect, test } from 'vitest'
import { fivePods, servedWorld, serviceOf } from '../../test-support/services.ts'
import type { ServedService } from './endpoint-slice.ts'
import { isApiServers, isOfScenario } from './location.ts'
import { servedServiceSchema } from './schema.ts'

const kubernetes = serviceOf('a', { name: 'kubernetes' })
const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [kubernetes] })
const of = (place: Partial<ServedService['service']>): ServedService => ({
  service: { ...kubernetes, ...place },
  slices: [],
})
const clusters = of({ namespace: 'default', inClustersDefault: true })

test('a scenario’s Service and another of the cluster’s `default` may have one name', () => {
  const all = [of({}), of({ namespace: 'default' }), clusters, of({ namespace: 'kube-system' })]
  expect(all.map((served) => isOfScenario(world, served))).toEqual([true, true, false, false])
  expect(all.map((served) => isApiServers(world, served))).toEqual([false, false, true, false])
})

test('the API server’s Service of an older record is known, which does not say whose `default` it is', () => {
  const without = servedWorld('flannel-vxlan', { pods: fivePods })
  expect(isApiServers(without, servedServiceSchema.parse(of({ namespace: 'default' })))).toBe(true)
})

test('a record keeps whose `default` it is', () => {
  expect(servedServiceSchema.parse(clusters)).toEqual(clusters)
})
