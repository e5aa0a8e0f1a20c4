import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { V1Pod } from '@kubernetes/client-node'
import { KubernetesClient } from './client.ts'

/** For tests: a Pod that tells its phase. */
export const phasePod = (name: string, phase: string): V1Pod => ({
  metadata: { name, uid: `uid-${name}` },
  status: { phase },
})

/** For tests: an API server with one list of Pods that answers as it is told. */
export interface FakeAPI {
  client: KubernetesClient
  /**
   * What each request for the list is answered with, in turn; the last one is repeated. `away`: the connection is cut;
   * `half`: it is cut in the middle of the answer.
   */
  lists: (V1Pod[] | 'away' | 'half')[]
  /** What each watch does, in turn; one too many is left open. */
  watches: ((response: ServerResponse) => void)[]
  close(): void
}

export function event(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

export async function startFakeAPI(): Promise<FakeAPI> {
  const api = { lists: [], watches: [] } as Pick<FakeAPI, 'lists' | 'watches'>
  const server = createServer((request, response) => {
    if (request.url?.includes('watch=true')) {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      return api.watches.shift()?.(response)
    }
    const items = api.lists.length > 1 ? api.lists.shift() : api.lists[0]
    if (items === 'away' || items === undefined) return request.socket.destroy()
    response.writeHead(200, { 'content-type': 'application/json' })
    if (items === 'half') return void response.write('{"kind":', () => request.socket.destroy())
    response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const folder = mkdtempSync(join(tmpdir(), 'podnet-api-'))
  const path = join(folder, 'kubeconfig')
  writeFileSync(path, kubeconfig((server.address() as AddressInfo).port))
  const client = new KubernetesClient(path)
  const close = () => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  }
  return Object.assign(api, { client, close })
}

function kubeconfig(port: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    'current-context': 'fake',
  })
}
