import { afterEach, beforeEach, expect, test } from 'vitest'
import { requestsMade } from './api-config.ts'
import { type FakeAPI, phasePod, startFakeAPI } from './fake-api.fixture.ts'
import { watchUntil } from './watch-until.ts'

let api: FakeAPI
beforeEach(async () => {
  api = await startFakeAPI()
})
afterEach(() => api.close())

test('lists and watches are counted, each once', async () => {
  api.lists = [[phasePod('a', 'Pending')], [phasePod('a', 'Running')]]
  api.watches = [(response) => response.end()]
  const before = requestsMade()
  const collection = { path: '/api/v1/pods', list: () => api.client.core.listPodForAllNamespaces() }
  const isRunning = (pods: readonly { status?: { phase?: string } }[]) => pods[0]?.status?.phase === 'Running'
  await watchUntil(api.client, collection, { name: 'a', timeMs: 3_000 }, isRunning, new AbortController().signal)
  expect(requestsMade() - before).toBe(3)
})
