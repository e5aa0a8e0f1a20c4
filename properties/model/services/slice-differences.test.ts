import { expect, test } from 'vitest'
import { fivePods, servedWorld, serviceOf } from '../../test-support/services.ts'
import type { ServedService } from './endpoint-slice.ts'
import { sliceDifferences } from './slice-differences.ts'

const service = serviceOf('a')
const { scenario, status, services, topology } = servedWorld('flannel-vxlan', { pods: fivePods, services: [service] })
const source = { pods: scenario.pods, status, externalAddress: topology.externalAddress }
const differences = (served: readonly ServedService[]) => sliceDifferences([service], served, source)

test('nothing where the cluster has what is asked for, however it is spread over slices', () => {
  expect(differences(services)).toEqual([])
  const [only] = services
  const slices = [...(only?.slices ?? []), { ports: [], endpoints: [] }]
  expect(differences(only === undefined ? [] : [{ ...only, slices }])).toEqual([])
})

test('what it lacks and what it has besides', () => {
  const asItWas = services.map((served) => ({
    ...served,
    slices: served.slices.map((slice) => ({
      ...slice,
      endpoints: slice.endpoints.map((endpoint) => ({
        ...endpoint,
        conditions: { ready: false, serving: false, terminating: true },
      })),
    })),
  }))
  expect(differences(asItWas)).toEqual([
    'default/to-a lacks 10.244.1.2 on node1 for tcp 8080/TCP and udp 8080/UDP: ready, serving',
    'default/to-a has 10.244.1.2 on node1 for tcp 8080/TCP and udp 8080/UDP: terminating',
  ])
  expect(differences([])).toHaveLength(1)
})
