import { expect, test } from 'vitest'
import type { Service } from '../../../properties/model/service.ts'
import { serviceChanges } from './changes.ts'

const service = (name: string, changes: Partial<Service> = {}): Service => ({
  name,
  type: 'ClusterIP',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  selector: { name },
  ...changes,
})

function changes(before: Service[], after: Service[]) {
  const { removed, written } = serviceChanges({ pods: [], services: before }, { pods: [], services: after })
  return { removed: removed.map(({ name }) => name), written: written.map(({ name }) => name) }
}

test('what is the same is left alone; what goes, goes; what comes or changes is written', () => {
  const before = [service('same'), service('goes'), service('changes')]
  const after = [service('same'), service('changes', { internalTrafficPolicy: 'Local' }), service('comes')]
  expect(changes(before, after)).toEqual({ removed: ['goes'], written: ['changes', 'comes'] })
})

test('one that asks for other addresses or ports goes first', () => {
  const ports = [{ protocol: 'TCP' as const, port: 81, targetPort: 8080 }]
  const before = [service('headless'), service('port'), service('type')]
  const after = [
    service('headless', { clusterIP: 'None' }),
    service('port', { ports }),
    service('type', { type: 'NodePort' }),
  ]
  expect(changes(before, after)).toEqual({
    removed: ['headless', 'port', 'type'],
    written: ['headless', 'port', 'type'],
  })
})

test('one whose own EndpointSlices become fewer goes first; one that gets some does not', () => {
  const slice = { ports: [], endpoints: [] }
  const { selector: _, ...selectorless } = service('fewer')
  const before = [{ ...selectorless, endpointSlices: [slice] }, service('more')]
  const after = [service('fewer'), { ...selectorless, name: 'more', endpointSlices: [slice] }]
  expect(changes(before, after)).toEqual({ removed: ['fewer'], written: ['fewer', 'more'] })
})
