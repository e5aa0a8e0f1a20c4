// Runs inside a cluster, as a program: writes entries to etcd as soon as it answers. Argument: etcd's address;
// stdin: the entries as JSON.
import { text } from 'node:stream/consumers'
import { waitUntil } from '../../host/clock.ts'
import type { Entry } from './keys.ts'

const [, , address] = process.argv
const entries = JSON.parse(await text(process.stdin)) as Entry[]
const base64 = (words: string): string => Buffer.from(words).toString('base64')

/** false while nothing listens there. Throws Error where etcd refuses. */
async function put([key, value]: Entry): Promise<boolean> {
  const body = JSON.stringify({ key: base64(key), value: base64(value) })
  const response = await fetch(`${address}/v3/kv/put`, { method: 'POST', body }).catch(() => undefined)
  if (response?.ok === false) throw new Error(`etcd: ${response.status} ${await response.text()}`)
  return response !== undefined
}

for (const entry of entries) {
  await waitUntil({ name: "etcd's answer", timeMs: 10_000 }, () => put(entry), { intervalMs: 20 })
}
