import { expect, test } from 'vitest'
import { play } from '../fake-services.fixture.ts'
import type { Services } from '../services.ts'
import { readKindSettings } from './kind.ts'

/** The cluster `demo` is one of kind. */
function onKind(fakes: Services): Partial<Services> {
  const { lab, kind, existing } = fakes.providers()
  return { providers: () => ({ lab: kind, kind: { ...lab, name: 'kind' }, existing }) }
}

const making = {
  image: 'node:1',
  kubernetesVersion: 'v1.34.4',
  imageArchive: ['flannel.tar'],
  networkImage: ['flannel=mine:dev'],
  manifest: 'flannel.yaml',
}

test('a running cluster has the parts it was made with', () => {
  const problems: string[] = []
  expect(readKindSettings({ ...making, cluster: 'demo' }, 'kind', problems)).toEqual({})
  expect(problems).toEqual([
    '--image, --kubernetes-version, --image-archive, --network-image, --manifest: cluster demo runs as it was made; ' +
      'leave out how to make one',
  ])
})

test('a running cluster alone is no problem', () => {
  const problems: string[] = []
  readKindSettings({ cluster: 'demo' }, 'kind', problems)
  expect(problems).toEqual([])
})

test.each([
  ['check --cluster demo --image-archive flannel.tar', '--image-archive: cluster demo runs as it was made'],
  ['replay none.yaml --cluster demo --image node:1', '--image: cluster demo runs as it was made'],
  ['check --cluster demo --provider lab', '--provider lab: cluster demo is one of --provider kind; leave it out'],
  ['replay none.yaml --cluster demo --provider lab', '--provider lab: cluster demo is one of --provider kind'],
  ['check --cluster demo --provider lap', '--provider: expected lab, kind or existing, found "lap"'],
])('podnet %s: refused, nothing done', async (line, words) => {
  const { exitCode, stderr, calls } = await play(line.split(' '), onKind)
  expect(stderr).toContain(`podnet: ${words}`)
  expect({ exitCode, calls }).toEqual({ exitCode: 254, calls: [] })
})

test('the provider of the cluster may be named', async () => {
  const { checks } = await play('check --cluster demo --provider kind'.split(' '), onKind)
  expect(checks).toMatchObject([{ cluster: 'demo', provider: { name: 'kind' } }])
})
