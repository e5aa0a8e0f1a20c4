import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, test } from 'vitest'
import { bridgeConf, pluginFolder } from '../clusters/lab/cni/plugins.fixture.ts'
import { type CaseRecord, caseRecordSchema } from '../properties/model/run-record.ts'

/**
 * Configurations for Debian's plugins, as a user gives them to `podnet check --cni-conf`: a good one holds, and of bad
 * ones exactly what they break is refuted.
 */
const folder = mkdtempSync(join(tmpdir(), 'podnet-conf-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Checks flannel-vxlan with a bridge plugin that was changed. */
async function check(name: string, change: Record<string, unknown>, ...options: string[]) {
  const file = join(folder, `${name}.conflist`)
  const out = join(folder, name)
  writeFileSync(file, JSON.stringify(bridgeConf(change)))
  const plugins = ['--cni-conf', file, '--cni-bin', pluginFolder]
  const shape = ['--network', 'flannel-vxlan', '--runs', '1', '--nodes', '2', '--pods', '2', '--seed', '1']
  const { exitCode, stderr } = await execa(
    process.execPath,
    [join(import.meta.dirname, 'cli.ts'), 'check', ...plugins, ...shape, ...options, '--quiet', '--out', out],
    { reject: false, env: { NO_COLOR: '1' } },
  )
  const [line] = existsSync(out) ? readFileSync(join(out, 'cases.jsonl'), 'utf8').split('\n') : []
  if (line === undefined || line === '') throw new Error(stderr)
  return { exitCode, stderr, record: caseRecordSchema.parse(JSON.parse(line)) }
}

const refuted = ({ checks }: CaseRecord) => checks.filter(({ verdict }) => verdict === 'refuted')
const rulesOf = (record: CaseRecord) => [...new Set(refuted(record).map(({ rule }) => rule))].sort()
const countOf = (record: CaseRecord, rule: string) => refuted(record).filter((check) => check.rule === rule).length

/** Exchanges between a Pod and what is not a Pod of its Node, that somebody should answer: all or none were? */
function answeredBeyondBridge({ exchanges, scenario }: CaseRecord): boolean[] {
  const pods = scenario.pods.filter((pod) => !pod.hostNetwork)
  const nodeOf = new Map(pods.map((pod) => [`pod/${pod.name}`, pod.nodeName]))
  const outcomes = exchanges.flatMap(([{ client, target, size }, { outcome }]) => {
    const isMeant = target.server !== undefined && target.kind !== 'loopback' && size !== 'oversize'
    const goesBeyond = nodeOf.get(client) !== nodeOf.get(target.place ?? '')
    return isMeant && goesBeyond ? [outcome === 'answered'] : []
  })
  return [...new Set(outcomes)]
}

/** Between Pods of one Node: `pod/pod1@node1 (10.244.1.2) -> pod/pod2@node1 ...`. */
const betweenNeighbours = /^pod\/\S+@(\S+) .* -> pod\/\S+@\1 /

/** Whether the client is among those that should answer it. */
function answersItself({ subject, expected }: CaseRecord['checks'][number]): boolean {
  const [client] = `${subject}`.split('@')
  return `${expected}`.includes(`an answer of ${client}/`) || `${expected}`.startsWith('an answer of itself')
}

// Most of the time goes into probes that wait for an answer that never comes: several clusters wait at once.
const describeAll = existsSync(join(pluginFolder, 'bridge')) ? describe.concurrent : describe.skip

describeAll('podnet check --cni-conf', { timeout: 180_000 }, () => {
  test('flannel’s own configuration holds', async ({ expect }) => {
    const { exitCode, stderr, record } = await check('good', {})
    // The lab has no container runtime whose files could be read.
    expect(record.checks.filter(({ verdict }) => verdict !== 'unsupported')).toEqual([])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(answeredBeyondBridge(record)).toEqual([true])
  })

  test('isGateway: false: all that leaves a bridge is lost, what stays on it is not', async ({ expect }) => {
    const { exitCode, record } = await check('no-gateway', { isGateway: false })
    expect(exitCode).toBe(1)
    expect(answeredBeyondBridge(record)).toEqual([false])
    expect(refuted(record).filter(({ subject }) => betweenNeighbours.test(String(subject)))).toEqual([])
    expect(countOf(record, 'bridge-address')).toBe(2)
    expect(countOf(record, 'route-to-own-pods')).toBe(2)
    for (const rule of [
      'pod-to-pod-same-node',
      'node-to-node',
      'pod-device',
      'pod-routes',
      'bridge-port',
      'veth-pair',
    ]) {
      expect(rulesOf(record)).not.toContain(rule)
    }
  })

  test('mtu 1500: Pods of one Node send each other what no other Node’s would get', async ({ expect }) => {
    const { exitCode, record } = await check('large', { mtu: 1500 })
    expect(exitCode).toBe(1)
    expect(rulesOf(record)).toEqual(['bridge-address', 'oversize-is-refused', 'pod-device'])
    const subjects = refuted(record).flatMap(({ rule, subject }) => (rule === 'oversize-is-refused' ? [subject] : []))
    expect(subjects).toEqual([expect.stringMatching(/@node1 .*@node1 /), expect.stringMatching(/@node2 .*@node2 /)])
  })

  test('mtu 1400: no packet of the promised size leaves a Pod', async ({ expect }) => {
    const { exitCode, record } = await check('small', { mtu: 1400 })
    expect(exitCode).toBe(1)
    expect(rulesOf(record)).toEqual(['bridge-address', 'full-size-arrives', 'pod-device'])
    // UDP and ICMP from each Node to each.
    expect(countOf(record, 'full-size-arrives')).toBe(2 * 4)
  })

  test('hairpinMode: false: a Pod does not reach itself through the Node, and all others do', async ({ expect }) => {
    // Stages of affinity and of UDP flows call one after the other: what is silent here would take minutes.
    const staged = 'session-affinity-sticks,udp-flows-follow-the-endpoints'
    const { exitCode, record } = await check(
      'no-hairpin',
      { hairpinMode: false },
      '--proxy',
      'iptables',
      '--skip',
      staged,
    )
    expect(exitCode).toBe(1)
    expect(rulesOf(record)).toContain('service-hairpin')
    expect(countOf(record, 'bridge-port')).toBe(4)
    const others = refuted(record).filter(({ rule }) => rule !== 'bridge-port')
    expect(others.filter((check) => !answersItself(check))).toEqual([])
  })
})
