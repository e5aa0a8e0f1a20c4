import { expect, test } from 'vitest'
import { play, withLab } from '../fake-services.fixture.ts'

test('cluster create', async () => {
  const { exitCode, calls } = await play([
    'cluster',
    'create',
    'new',
    '--network',
    'calico-bgp',
    '--nodes',
    '2',
    '--pods',
    '1',
  ])
  expect({ exitCode, calls }).toEqual({
    exitCode: 0,
    calls: ['start new calico-bgp 2 keep=true', 'apply new a1,b1', 'detach new'],
  })
})

test.each([
  [['--provider', 'existing'], '--provider existing: that cluster is there; podnet check takes it'],
  [
    ['--provider', 'kind', '--proxy', 'none'],
    '--proxy none: a kind cluster always has a kube-proxy; leave it out; the cluster has no Services yet',
  ],
])('cluster create %j is refused', async (words, problem) => {
  const { exitCode, calls, stderr } = await play(['cluster', 'create', 'new', '--network', 'calico-bgp', ...words])
  expect(stderr).toContain(problem)
  expect({ exitCode, calls }).toEqual({ exitCode: 254, calls: [] })
})

test('a cluster that could not be filled is removed again', async () => {
  const { exitCode, calls, stderr } = await play(['cluster', 'create', 'new', '--network', 'calico-bgp'], (fakes) =>
    withLab(fakes, {
      start: async (...request) => ({
        ...(await fakes.providers().lab.start(...request)),
        apply: async () => Promise.reject(new Error('no agent')),
      }),
    }),
  )
  expect(stderr).toContain('podnet: no agent')
  expect({ exitCode, calls }).toEqual({ exitCode: 255, calls: ['start new calico-bgp 3 keep=true', 'stop new'] })
})

test('cluster exec ends with the code of its command', async () => {
  const { exitCode, calls } = await play(['cluster', 'exec', 'demo', 'pod/a1', '--', 'ip', '-j', 'addr'])
  expect({ exitCode, calls }).toEqual({ exitCode: 7, calls: ['execute demo pod/a1 ip -j addr', 'detach demo'] })
})

test('cluster delete goes on after one that cannot be removed', async () => {
  const { exitCode, calls, stderr } = await play(['cluster', 'delete', '--all'], (fakes) =>
    withLab(fakes, {
      remove: async (name) => {
        if (name === 'demo') throw new Error('process 42 does not end')
        return fakes.providers().lab.remove(name)
      },
    }),
  )
  expect(stderr).toContain('podnet: cluster demo: process 42 does not end; `podnet sweep --all` removes what is left')
  expect({ exitCode, calls }).toEqual({ exitCode: 255, calls: ['remove torn'] })
})

test('cluster list, as a table and as JSON', async () => {
  const { stdout } = await play(['cluster', 'list'])
  expect(stdout.split('\n')[1]).toBe('demo  lab       flannel-vxlan  2      yes   running  2026-01-02T03:04:05.000Z')
  expect(JSON.parse((await play(['cluster', 'list', '--json'])).stdout)).toHaveLength(2)
})

test('sweep says what it removed', async () => {
  expect(await play(['sweep'])).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'nothing to remove\n',
    calls: ['sweep all=false'],
  })
  expect(await play(['sweep', '--all'])).toMatchObject({
    exitCode: 0,
    stdout: 'Removed cluster demo.\n',
    calls: ['sweep all=true'],
  })
})

test.each([
  ['properties', 'ID      LEVEL  CLAIM\nno-nat  core   Pods reach Pods.\n', 'no-nat'],
  [
    'rules',
    'ID           TEXT                    CITATION\nclosed-port  A closed port refuses.  datapath 2.5\n',
    'closed-port',
  ],
])('list %s', async (what, text, id) => {
  expect((await play(['list', what])).stdout).toBe(text)
  expect(JSON.parse((await play(['list', what, '--json'])).stdout)).toMatchObject([{ id }])
})

test('list networks and defects', async () => {
  expect((await play(['list', 'networks'])).stdout).toMatch(/^flannel-vxlan +yes +vxlan,iptables/m)
  expect((await play(['list', 'defects'])).stdout).toMatch(/^flannel-nft-rule-4-bound-socket +flannel-vxlan-nft /m)
  const defects: unknown = JSON.parse((await play(['list', 'defects', '--json'])).stdout)
  expect(defects).toContainEqual(
    expect.objectContaining({ id: 'flannel-nft-rule-4-bound-socket', networks: ['flannel-vxlan-nft'], proxies: [] }),
  )
  expect(defects).toContainEqual(
    expect.objectContaining({
      id: 'kube-proxy-udp-flow-outlives-last-endpoint',
      networks: [],
      proxies: ['iptables', 'nftables'],
    }),
  )
})
