import type { V1Pod } from '@kubernetes/client-node'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { event, type FakeAPI, phasePod, startFakeAPI } from './fake-api.fixture.ts'
import { watchUntil } from './watch-until.ts'

let api: FakeAPI
beforeEach(async () => {
  api = await startFakeAPI()
})
afterEach(() => api.close())

const allRun = (pods: readonly V1Pod[]) => pods.length > 0 && pods.every(({ status }) => status?.phase === 'Running')

function wait(condition = allRun, timeMs = 3_000, signal = new AbortController().signal): Promise<V1Pod[]> {
  const collection = { path: '/api/v1/pods', list: () => api.client.core.listPodForAllNamespaces() }
  return watchUntil<V1Pod>(api.client, collection, { name: 'Pods to run', timeMs }, condition, signal)
}

test('what holds already needs no watch', async () => {
  api.lists = [[phasePod('a', 'Running')]]
  expect((await wait()).map(({ metadata }) => metadata?.name)).toEqual(['a'])
})

test('events change what is known: added, modified, deleted', async () => {
  api.lists = [[phasePod('a', 'Pending'), phasePod('b', 'Pending')]]
  api.watches = [
    (response) => {
      response.write(event('MODIFIED', phasePod('a', 'Running')))
      response.write(event('ADDED', phasePod('c', 'Running')))
      response.write(event('DELETED', phasePod('b', 'Pending')))
    },
  ]
  expect((await wait()).map(({ metadata }) => metadata?.name)).toEqual(['a', 'c'])
})

test('a watch that ends, or whose version is forgotten, is followed by a new list', async () => {
  api.lists = [[phasePod('a', 'Pending')], [phasePod('a', 'Pending')], [phasePod('a', 'Running')]]
  api.watches = [(response) => response.end(), (response) => response.write(event('ERROR', { code: 410 }))]
  expect(await wait()).toHaveLength(1)
  expect(api.watches).toEqual([])
})

test('an API server that is away is asked again', async () => {
  api.lists = ['away', 'away', [phasePod('a', 'Running')]]
  expect(await wait()).toHaveLength(1)
})

test('the deadline has a name, the signal its reason, and what the condition throws comes through', async () => {
  api.lists = [[phasePod('a', 'Pending')]]
  await expect(wait(allRun, 300)).rejects.toThrow('Pods to run: not within 300 ms')
  await expect(wait(allRun, 3_000, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  const hopeless = (): boolean => {
    throw new Error('hopeless')
  }
  await expect(wait(hopeless)).rejects.toThrow('hopeless')
})
