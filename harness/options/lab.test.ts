import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bridgeConf } from '../../clusters/lab/cni/plugins.fixture.ts'
import { play } from '../fake-services.fixture.ts'
import { readLabSettings } from './lab.ts'

const folder = mkdtempSync(join(tmpdir(), 'podnet-cni-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, '10.conflist')
writeFileSync(file, JSON.stringify(bridgeConf()))
for (const program of ['bridge', 'host-local', 'portmap']) writeFileSync(join(folder, program), '', { mode: 0o755 })

function read(texts: Parameters<typeof readLabSettings>[0], provider: 'lab' | 'kind' = 'lab') {
  const problems: string[] = []
  return { settings: readLabSettings(texts, provider, problems), problems }
}

test('a sound configuration with all its programs', () => {
  expect(read({ cniConf: file, cniBin: folder })).toEqual({
    settings: { cni: { conf: bridgeConf(), folder } },
    problems: [],
  })
  expect(read({ cluster: 'demo' })).toEqual({ settings: {}, problems: [] })
})

test('a flanneld with its etcd, beside plugins or without', () => {
  const programs = { flanneld: '/bin/true', etcd: '/bin/true' }
  expect(read(programs)).toEqual({ settings: { flannel: programs }, problems: [] })
  expect(Object.keys(read({ ...programs, cniConf: file, cniBin: folder }).settings)).toEqual(['cni', 'flannel'])
})

test.each([
  [{ cniConf: file }, 'lab', [`--cni-conf ${file}: --cni-bin is missing; `]],
  [{ cniBin: folder }, 'lab', [`--cni-bin ${folder}: --cni-conf is missing; `]],
  [
    { cniConf: '/none', cniBin: '/none' },
    'lab',
    ['--cni-conf /none: cannot be read: ENOENT', '--cni-bin /none: expected a folder'],
  ],
  [{ cniConf: join(folder, 'bridge'), cniBin: folder }, 'lab', [`--cni-conf ${folder}/bridge: expected JSON`]],
  [{ cniConf: file, cniBin: tmpdir() }, 'lab', ['"bridge"', '"host-local"', '"portmap"']],
  [
    { cniConf: file, cniBin: folder, cluster: 'demo' },
    'lab',
    ['--cni-conf, --cni-bin: cluster demo runs as it was made'],
  ],
  [
    { cniConf: file, cniBin: folder },
    'kind',
    ['--cni-conf belongs to --provider lab', '--cni-bin belongs to --provider lab'],
  ],
  [{ flanneld: '/bin/true' }, 'lab', ['--flanneld /bin/true: --etcd is missing; ']],
  [{ etcd: '/bin/true' }, 'lab', ['--etcd /bin/true: --flanneld is missing; ']],
  [
    { flanneld: '/none', etcd: '/tmp' },
    'lab',
    ['--flanneld /none: expected a program, found no such file', '--etcd /tmp: expected a program, found a folder'],
  ],
  [
    { flanneld: '/run/flanneld', etcd: '/bin/true' },
    'lab',
    ['--flanneld /run/flanneld: expected a program outside /run'],
  ],
  [{ etcd: '/bin/true', flanneld: '/bin/true', cluster: 'demo' }, 'lab', ['--flanneld, --etcd: cluster demo runs as']],
] as const)('%j with %s', (texts, provider, expected) => {
  const { problems } = read(texts, provider)
  expect(problems).toEqual(expected.map((words) => expect.stringContaining(words)))
})

test.each(['check --network flannel-vxlan', 'cluster create new --network flannel-vxlan', 'replay none.yaml'])(
  'podnet %s: a configuration without its programs is refused, nothing done',
  async (line) => {
    const { exitCode, stderr, calls } = await play([...line.split(' '), '--cni-conf', file, '--cni-bin', tmpdir()])
    expect(stderr).toContain(`podnet: --cni-bin ${tmpdir()}: expected the plugin "bridge"`)
    expect({ exitCode, calls }).toEqual({ exitCode: 254, calls: [] })
  },
)
