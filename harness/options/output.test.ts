import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newRunFolder, readOutputOptions } from './output.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'podnet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('reporters with and without a file', () => {
  const folder = temporaryFolder()
  const problems: string[] = []
  const reporter = ['junit', `json=${folder}/a=b.json`]
  expect(readOutputOptions({ reporter, json: true, out: `${folder}/new/deep` }, problems)).toEqual({
    folder: `${folder}/new/deep`,
    reports: [{ reporter: 'junit' }, { reporter: 'json', file: `${folder}/a=b.json` }],
    json: true,
    quiet: false,
  })
  expect(problems).toEqual([])
})

test('all problems at once', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const problems: string[] = []
  readOutputOptions({ reporter: ['junt', 'json=', `junit=${folder}`], out: join(folder, 'file') }, problems)
  expect(problems).toEqual([
    '--reporter: expected one of terminal, json, junit, found "junt" (did you mean "junit"?)',
    '--reporter json=: expected a file after "="; for example json=report.txt',
    `--out ${folder}/file: expected a folder, found a file`,
    `--reporter ${folder}: expected a file, found a folder`,
  ])
})

test('a folder below a file cannot be made', () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'file'), '')
  const problems: string[] = []
  readOutputOptions({ out: join(folder, 'file', 'below') }, problems)
  expect(problems).toEqual([`--out ${folder}/file/below: ${folder}/file is a file`])
})

test('run folders are named after time and profile', () => {
  const at = new Date('2026-01-02T03:04:05.678Z')
  const [bgp, vxlan] = [{ name: 'calico-bgp' }, { name: 'flannel-vxlan' }]
  const one = { networks: [bgp], networksNamed: true, proxies: ['iptables'] } as const
  const folder = (options: Parameters<typeof newRunFolder>[1]) => newRunFolder(at, options)
  const start = 'podnet-runs/2026-01-02T03-04-05-678'
  expect(folder(one)).toBe(`${start}-calico-bgp-iptables-ipv4`)
  expect(folder({ ...one, proxies: ['none'] })).toBe(`${start}-calico-bgp-none-ipv4`)
  expect(folder({ ...one, proxies: ['ipvs', 'nftables'] })).toBe(`${start}-calico-bgp-2-proxies`)
  expect(folder({ ...one, proxies: [undefined] })).toBe(`${start}-calico-bgp`)
  expect(folder({ ...one, networks: [bgp, vxlan] })).toBe(`${start}-2-networks`)
  expect(folder({ ...one, networks: [bgp, vxlan], networksNamed: false })).toBe(`${start}-all`)
})
