import { expect, test } from 'vitest'
import { existingCheckProblems, readExistingSettings } from './existing.ts'

test('the kubeconfig is kept by its full path: the ledger outlives the folder podnet was called in', () => {
  const problems: string[] = []
  const settings = readExistingSettings({ kubeconfig: 'k', context: 'c', agentImage: 'i' }, 'existing', problems)
  expect(settings).toEqual({ kubeconfig: `${process.cwd()}/k`, context: 'c', agentImage: 'i' })
  expect(problems).toEqual([])
})

test('its options belong to no other provider', () => {
  const problems: string[] = []
  readExistingSettings({ context: 'c' }, 'lab', problems)
  expect(problems).toEqual(['--context belongs to --provider existing, and this is --provider lab'])
})

test('the network must be named, and only one', () => {
  expect(existingCheckProblems({ network: 'flannel-vxlan' })).toEqual([])
  for (const network of [undefined, 'all', 'flannel-vxlan,flannel-host-gw']) {
    expect(existingCheckProblems(network === undefined ? {} : { network })).toHaveLength(1)
  }
})

test('Nodes, --keep and a corpus are refused', () => {
  expect(existingCheckProblems({ network: 'flannel-vxlan', nodes: '3', keep: true, corpus: 'mine' })).toEqual([
    expect.stringContaining('--nodes'),
    expect.stringContaining('--keep'),
    expect.stringContaining('--corpus mine'),
  ])
  expect(existingCheckProblems({ network: 'flannel-vxlan', corpus: true })).toEqual([])
})
