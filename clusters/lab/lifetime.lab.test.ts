import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { waitUntil } from '../host/clock.ts'
import { withoutEngine } from '../host/of-an-engine.fixture.ts'
import { run } from '../host/process.ts'
import { parseStat } from '../host/process-identity.ts'
import { readLedger } from '../ledger/ledger.ts'
import { processRemover } from '../ledger/remove-cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { sweep } from '../ledger/sweep.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { examplePod, patience } from '../running/example-cluster.fixture.ts'
import { labProvider } from './provider.ts'

let scratch: ReturnType<typeof scratchLedger>
beforeEach(() => {
  scratch = scratchLedger()
})
afterEach(() => scratch.remove())

const request = (keep = false) => ({
  name: `life-${process.pid}`,
  network: flannelVxlan,
  topology: exampleTopology,
  keep,
})

/** What a cluster must not leave a trace in. */
async function machine(): Promise<Record<string, string>> {
  const said = async (command: string, ...args: string[]) => (await run(command, args)).stdout
  return {
    namespaces: await said('ip', 'netns'),
    links: withoutEngine(await said('ip', '-o', '-br', 'link')),
    rules: withoutEngine((await said('iptables-save')).replaceAll(/^#.*$|\[\d+:\d+\]/gm, '')),
    mounts: withoutEngine(readFileSync('/proc/self/mountinfo', 'utf8')),
    run: readdirSync('/run').sort().join(' '),
    ledger: readdirSync(scratch.directory, { recursive: true }).join(' '),
  }
}

/** Living processes whose parent is this one: agents, `unshare`, `nsenter`. */
function children(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const stat = parseStat(readFileSync(`/proc/${name}/stat`, 'utf8'))
      return stat?.parent === process.pid && stat.state !== 'Z' ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** Processes whose environment holds the text. Not podnet's own search, which is under test here. */
function processesNaming(text: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^[0-9]+$/.test(name) && readFileSync(`/proc/${name}/environ`).includes(text)
    } catch {
      return false
    }
  })
}

const gone = { name: 'the end of the cluster', timeMs: 5_000 }

test('a cluster that ran leaves nothing behind', async () => {
  const first = await labProvider.start(request(), patience())
  await first.stop()
  const before = await machine()
  const kin = children()
  const cluster = await labProvider.start(request(), patience())
  const [entry] = readLedger().entries
  const id = entry?.kind === 'cluster' ? entry.id : ''
  // The holder's two, and an agent for each Node and the host outside.
  expect(processesNaming(id)).toHaveLength(2 + 4)
  await cluster.apply({ pods: [examplePod('a', 'node1'), examplePod('b', 'node2')] }, patience())
  expect({ ...(await machine()), ledger: '' }).toEqual({ ...before, ledger: '' })
  await cluster.stop()
  expect(processesNaming(id)).toEqual([])
  expect(children()).toEqual(kin)
  expect(await machine()).toEqual(before)
})

test("a Pod's namespace goes with the Pod, although its sockets were open", async () => {
  const cluster = await labProvider.start(request(), patience())
  try {
    const pods = ['a', 'b', 'c'].map((name) => examplePod(name, 'node1'))
    // node1 keeps a number for each namespace that a device of its own leads to, until that namespace is really gone.
    const known = async (count: number) =>
      (await cluster.execute('node/node1', ['sh', '-c', `[ "$(ip netns list-id | wc -l)" = ${count} ]`])) === 0
    await cluster.apply({ pods }, patience())
    // The underlay besides the Pods.
    expect(await known(4)).toBe(true)
    await cluster.apply({ pods: pods.slice(0, 1) }, patience())
    await waitUntil({ name: "the end of two Pods' namespaces", timeMs: 5_000 }, () => known(2), { intervalMs: 50 })
    await cluster.apply({ pods: [] }, patience())
    await waitUntil({ name: "the end of the last Pod's namespace", timeMs: 5_000 }, () => known(1), { intervalMs: 50 })
  } finally {
    await cluster.stop()
  }
})

test.each([0, 0.1, 0.2, 0.35, 0.5])('given up after %f of the time a start takes, nothing is left', async (share) => {
  // The faster of two: one that was held up would tell a time at which the next is done.
  const ms = share * Math.min(await timeOfStart(), await timeOfStart())
  const stop = new AbortController()
  const kin = children()
  const starting = labProvider.start(request(), stop.signal)
  const timer = setTimeout(() => stop.abort(new Error('enough')), ms)
  await expect(starting).rejects.toThrow('enough')
  clearTimeout(timer)
  expect(readLedger().entries).toEqual([])
  await waitUntil(gone, () => children().length === kin.length)
})

async function timeOfStart(): Promise<number> {
  const begin = performance.now()
  const cluster = await labProvider.start(request(), patience())
  const ms = performance.now() - begin
  await cluster.stop()
  return ms
}

describe('killed with SIGKILL', () => {
  /** A command of its own that starts a cluster, applies Pods again and again, and is killed after `ms`. */
  async function killedAfter(ms: number, keep: boolean): Promise<void> {
    const start = JSON.stringify(request(keep))
    const pods = JSON.stringify(['node1', 'node2'].map((node) => examplePod(node, node)))
    const program = `
      import { labProvider } from ${JSON.stringify(new URL('./provider.ts', import.meta.url).href)}
      const never = new AbortController().signal
      const cluster = await labProvider.start(${start}, never)
      process.stdout.write('started')
      while (true) {
        await cluster.apply({ pods: ${pods} }, never)
        await cluster.apply({ pods: [] }, never)
      }`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    // Counted from the first trace: loading the program takes longer than starting a cluster.
    await waitUntil({ name: 'the first trace', timeMs: 10_000 }, () => readLedger().entries.length > 0, {
      intervalMs: 1,
    })
    await sleep(ms)
    child.kill('SIGKILL')
    await ended
  }

  test.each([0, 10, 30, 60, 100, 200, 400, 800])('%i ms after the first trace: sweep removes all', async (ms) => {
    await killedAfter(ms, false)
    const entries = readLedger().entries.flatMap((entry) => (entry.kind === 'cluster' ? [entry] : []))
    expect(await sweep({ all: false, removers: { lab: processRemover } })).toEqual(
      entries.map(({ name }) => expect.stringContaining(`Removed cluster ${name}`)),
    )
    expect(entries.flatMap(({ id }) => processesNaming(id))).toEqual([])
    expect(readdirSync(scratch.directory).filter((name) => name.endsWith('.json'))).toEqual([])
    const cluster = await labProvider.start(request(), patience())
    await cluster.stop()
  })

  test('in the middle of an apply, a kept cluster says that it is broken', async () => {
    await killedAfter(900, true)
    const [summary] = await labProvider.list()
    if (summary?.state === 'broken') {
      await expect(labProvider.attach(summary.name, patience())).rejects.toThrow(/is broken: .*podnet sweep --all/)
    }
    expect(await sweep({ all: true, removers: { lab: processRemover } })).toHaveLength(1)
    expect(await labProvider.list()).toEqual([])
  })
})
