import { expect, test } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Agents } from '../agents/agents.ts'
import { endStaleFlows } from './end-stale-flows.ts'
import type { LabState } from './state.ts'

const node = topologyOf([0, 0]).nodes.slice(0, 1)
const container = { name: 'main', port: 8080, ports: [{ name: 'dns', protocol: 'UDP', hostPort: 53 }] }
const pods = [{ name: 'a', nodeName: node[0]?.name, hostNetwork: false, containers: [container] }]

/** A lab whose Pod opens a hostPort, or does not. */
const stateOf = (isOpen: boolean): LabState =>
  ({
    proxy: {},
    services: [],
    topology: { nodes: node },
    scenario: { pods: isOpen ? pods : [] },
    podAddresses: { a: '10.244.1.2' },
  }) as unknown as LabState

/** What was run, where conntrack answers this, one call after the other. */
async function ended(...answers: { exitCode: number; stderr: string }[]): Promise<string[]> {
  const commands: string[] = []
  const agents = {
    run: async (asked: Map<string, { argv: string[] }[]>) =>
      new Map(
        [...asked].map(([host, list]) => {
          commands.push(...list.map(({ argv }) => argv.join(' ')))
          return [host, list.map(() => ({ stdout: '', ...answers.shift() }))]
        }),
      ),
  }
  await endStaleFlows(agents as unknown as Agents, stateOf(false), stateOf(true))
  return commands
}

const deletion = 'conntrack -D -p udp --orig-port-dst 53'
const deleted = { exitCode: 0, stderr: 'conntrack v1.4.7 (conntrack-tools): 2 flow entries have been deleted.' }
const none = { exitCode: 1, stderr: 'conntrack v1.4.7 (conntrack-tools): 0 flow entries have been deleted.' }
const gone = {
  exitCode: 1,
  stderr: "conntrack v1.4.7 (conntrack-tools): Operation failed: such conntrack doesn't exist",
}

test('flows to a hostPort that is opened are ended, if there are any', async () => {
  expect(await ended(deleted)).toEqual([deletion])
  expect(await ended(none)).toEqual([deletion])
})

test('one that ends by itself while conntrack deletes the others makes it delete those again', async () => {
  expect(await ended(gone, gone, deleted)).toEqual([deletion, deletion, deletion])
})

test('anything else that conntrack says is a failure', async () => {
  await expect(ended({ exitCode: 1, stderr: 'conntrack: Operation not permitted' })).rejects.toThrow(
    'conntrack on node1: conntrack: Operation not permitted',
  )
})
