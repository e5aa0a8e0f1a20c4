import { expect, test, vi } from 'vitest'
import { makeProviders, providerNames } from './providers.ts'

vi.mock('@kubernetes/client-node', () => {
  throw new Error('loaded')
})

test("no provider loads Kubernetes' client before it is asked for a cluster: it takes longer than the rest of podnet", () => {
  expect(Object.keys(makeProviders())).toEqual(providerNames)
})
