import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For tests: an API server that answers each request, told as `GET /path`, with what it is told to; else with 404. */
export interface FakeCluster {
  /** Path of a kubeconfig with one context, `fake`. */
  kubeconfig: string
  requests: string[]
  close(): void
}

export type Answer = (request: string, body: string) => object | undefined

export async function startFakeCluster(answer: Answer): Promise<FakeCluster> {
  const requests: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const told = `${request.method} ${request.url}`
    requests.push(told)
    const found = answer(told, Buffer.concat(chunks).toString('utf8'))
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? { kind: 'Status', code: 404 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(join(tmpdir(), 'podnet-existing-'))
  const kubeconfig = join(folder, 'kubeconfig')
  writeFileSync(kubeconfig, kubeconfigOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
  const close = () => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  }
  return { kubeconfig, requests, close }
}

/** A kubeconfig with one context, `fake`. */
export function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
  })
}
