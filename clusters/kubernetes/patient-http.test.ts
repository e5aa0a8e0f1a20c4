import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeAPI, phasePod, startFakeAPI } from './fake-api.fixture.ts'

let api: FakeAPI
beforeEach(async () => {
  api = await startFakeAPI()
})
afterEach(() => api.close())

const list = () => api.client.core.listPodForAllNamespaces()

test('a server that has answered before is asked again while it is away', async () => {
  api.lists = [[], 'away', 'away', [phasePod('a', 'Running')]]
  expect((await list()).items).toHaveLength(0)
  expect((await list()).items).toHaveLength(1)
})

test('one that goes away in the middle of an answer is asked again too', async () => {
  api.lists = [[], 'half', [phasePod('a', 'Running')]]
  expect((await list()).items).toHaveLength(0)
  expect((await list()).items).toHaveLength(1)
})

test('one that never answered is not waited for', async () => {
  api.lists = ['away', []]
  await expect(list()).rejects.toThrow('fetch failed')
})

test('what may have created something is not sent twice', async () => {
  api.lists = [[], 'away', []]
  await list()
  await expect(api.client.core.createNamespacedPod({ namespace: 'x', body: {} })).rejects.toThrow('fetch failed')
  expect(api.lists).toEqual([[]])
})
