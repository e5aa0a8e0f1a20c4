import { expect, test } from 'vitest'
import { makeProviders } from '../../clusters/providers.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelDirect } from '../../properties/model/networks/flannel-direct.ts'
import type { ProfileResult } from '../../properties/model/run-record.ts'
import { properties } from '../../properties/registry.ts'
import { type CheckTexts, readCheckOptions } from '../options/check.ts'
import { measureCoverage } from './measure-coverage.ts'
import { emptyProfile } from './profile.ts'

const { lab } = makeProviders()

function measured(texts: Partial<CheckTexts>, segments: number[], cluster = texts.cluster): ProfileResult {
  const options = { ...readCheckOptions(texts, lab, properties, undefined, []), outFolder: '', command: [] }
  const profile = { ...emptyProfile(flannelDirect, 'none', 2), cases: 2 }
  profile.coverage = { 'pod/pod/same-node/tcp/small': 5, 'pod/something-else': 1 }
  const topology = topologyOf(segments)
  measureCoverage(
    { options: { ...options, ...(cluster && { cluster }) }, provider: lab, capabilities: {} as never },
    { network: flannelDirect, proxy: 'none' },
    profile,
    { topology, status: () => ({ nodes: [], pods: [] }) },
  )
  return profile
}

test('only what is possible counts as filled; the rest is named', () => {
  const { cells } = measured({ minCoverage: '50' }, [0, 0])
  expect(cells).toMatchObject({ filled: 1, asked: 50 })
  expect(cells?.missing).toHaveLength((cells?.possible ?? 0) - 1)
  expect(cells?.missing).toContain('pod/pod/other-segment/tcp/small')
})

test('what a cluster that was there can have follows from its own Nodes', () => {
  const missing = (segments: number[]) => measured({}, segments, 'demo').cells?.missing ?? []
  expect(missing([0, 0, 0, 0])).not.toContain('pod/pod/other-segment/tcp/small')
  expect(missing([0, 0, 0, 1])).toContain('pod/pod/other-segment/tcp/small')
})

test('a sample has its own account', () => {
  expect(measured({ pairs: '100' }, [0, 0]).cells).toBeUndefined()
})
