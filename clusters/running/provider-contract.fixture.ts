import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Flow } from '../../properties/model/flow.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import { podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { ClusterNotFound, type ClusterProvider, type StartedCluster } from '../cluster.ts'
import { addressOf, bothProtocols, examplePod, exampleScenario, patience, told } from './example-cluster.fixture.ts'

export interface ContractSetting {
  provider: ClusterProvider
  network: Network
  /** At least node1, node2 and node3. */
  topology: Topology
}

/** What every provider keeps to, whatever its clusters are made of. Defines tests; call it in a test file. */
export function describeProvider({ provider, network, topology }: ContractSetting): void {
  const name = `contract-${process.pid}`
  const request = { name, network, topology, keep: true }
  let cluster: StartedCluster

  beforeAll(async () => {
    cluster = await provider.start(request, patience())
  })
  afterAll(() => cluster.stop())

  /** Every Pod asks every Pod over TCP and UDP; returns what is not as the status says. */
  async function broken(cluster: StartedCluster): Promise<string[]> {
    const status = cluster.status()
    const pods = status.pods.filter((pod) => !pod.hostNetwork)
    const probes = pods.flatMap((from) =>
      pods.flatMap((to) => {
        const target = {
          kind: 'pod',
          address: addressOf(status, to.name),
          port: 8080,
          place: podPlace(to.name),
        } as const
        return bothProtocols(podPlace(from.name), target)
      }),
    )
    const observations = await cluster.probe(probes, patience())
    return observations.flatMap((observation, index) => {
      const { client, target } = probes[index] as (typeof probes)[number]
      const wanted = `${target.place}/c saw ${addressOf(status, client.slice('pod/'.length))}`
      return told(observation) === wanted ? [] : [`${client}: ${wanted}, but ${told(observation)}`]
    })
  }

  const applied = (scenario: Scenario) => cluster.apply(scenario, patience())

  test('works on this machine', async () => {
    expect(await provider.problems()).toEqual([])
  })

  test('begins without Pods, with every Node', () => {
    expect(cluster.scenario).toEqual({ pods: [] })
    expect(cluster.status().pods).toEqual([])
    expect(cluster.status().nodes.map(({ name, address }) => ({ name, address }))).toEqual(
      topology.nodes.map(({ name, address }) => ({ name, address })),
    )
  })

  test('a name is given once; the cluster that has it is not touched', async () => {
    expect(await provider.requestProblems(request, 4)).toEqual([expect.stringContaining(`${name} exists already`)])
    await expect(provider.start(request, patience())).rejects.toThrow(`${name} exists already`)
    expect((await provider.list()).find((summary) => summary.name === name)).toMatchObject({
      provider: provider.name,
      network: network.name,
      nodes: topology.nodes.length,
      kept: true,
      state: 'running',
    })
  })

  describe('apply', () => {
    test('every Pod listens once it returns, and has an address of its own', async () => {
      const status = await applied(exampleScenario)
      expect(status.pods.map((pod) => pod.name)).toEqual(['a', 'b', 'c', 'd', 'h'])
      expect(new Set(status.pods.map((pod) => pod.ips[0])).size).toBe(5)
      expect(await broken(cluster)).toEqual([])
    })

    test("a host-network Pod answers at its Node's address", async () => {
      const target = { kind: 'host-pod', address: topology.nodes[1]?.address as string, port: 9000 } as const
      const observations = await cluster.probe(bothProtocols('node/node3', target), patience())
      expect(observations.map((observation) => observation.server?.identity)).toEqual(['pod/h/c', 'pod/h/c'])
    })

    test('what stays is not touched, what goes is gone, what comes gets another address', async () => {
      const before = { status: await applied(exampleScenario), facts: await cluster.structure(patience()) }
      const gone = addressOf(before.status, 'b')
      await applied({ pods: [...exampleScenario.pods.filter(({ name }) => name !== 'b'), examplePod('e', 'node1')] })
      const after = { status: cluster.status(), facts: await cluster.structure(patience()) }
      expect(addressOf(after.status, 'a')).toBe(addressOf(before.status, 'a'))
      expect(after.facts['pod/a']).toMatchObject({
        inode: before.facts['pod/a']?.inode,
        links: before.facts['pod/a']?.links,
      })
      expect(addressOf(after.status, 'e')).not.toBe(gone)
      const target = { kind: 'unused-address', address: gone, port: 8080 } as const
      const [tcp] = await cluster.probe(bothProtocols('pod/c', target), patience())
      expect(tcp?.outcome).toMatch(/unreachable|timed-out/)
      expect(await broken(cluster)).toEqual([])
    })

    test('what cannot be done is refused before anything changes', async () => {
      await applied(exampleScenario)
      await expect(applied({ pods: [examplePod('a', 'node9')] })).rejects.toThrow('node9')
      await expect(cluster.apply({ pods: [] }, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
      expect(cluster.scenario).toEqual(exampleScenario)
      expect(await broken(cluster)).toEqual([])
    })
  })

  test('structure: every Node and Pod, each Pod in a namespace of its own, host-network Pods in their Node’s', async () => {
    await applied(exampleScenario)
    const facts = await cluster.structure(patience())
    expect(Object.keys(facts).sort()).toEqual(
      [...topology.nodes.map((node) => `node/${node.name}`), 'pod/a', 'pod/b', 'pod/c', 'pod/d', 'pod/h'].sort(),
    )
    expect(facts['pod/h']?.inode).toBe(facts['node/node2']?.inode)
    expect(new Set(Object.values(facts).map((read) => read?.inode)).size).toBe(Object.keys(facts).length - 1)
    expect(facts['node/node1']?.natRules.length).toBeGreaterThan(0)
  })

  test("capture: the packet on the sender's uplink, and what the action returned", async () => {
    const status = await applied(exampleScenario)
    const target = { kind: 'pod', address: addressOf(status, 'c'), port: 8080 } as const
    const [, udp] = bothProtocols('pod/a', target)
    const { frames, droppedFrames, result } = await cluster.capture(
      [{ place: 'node/node1', device: 'eth0' }],
      () => cluster.probe([udp as NonNullable<typeof udp>], patience()),
      patience(),
    )
    expect(result.map(told)).toEqual([`pod/c/c saw ${addressOf(status, 'a')}`])
    expect(droppedFrames).toBe(0)
    const inner = frames.flatMap(({ ip }) => ip?.vxlan?.inner.ip ?? ip?.inner ?? ip ?? [])
    expect(inner).toContainEqual(
      expect.objectContaining({ destination: addressOf(status, 'c'), destinationPort: 8080 }),
    )
  })

  test('keepFlowing: traffic goes on while Pods change, ends with its client, and also when the action fails', async () => {
    const status = await applied(exampleScenario)
    const toD = (client: PlaceId) => {
      const target = { kind: 'pod', address: addressOf(status, 'd'), port: 8080, place: 'pod/d' } as const
      return bothProtocols(client, target).map((probe): Flow => ({ kind: 'held', probe }))
    }
    const failing = cluster.keepFlowing(toD('pod/a'), () => Promise.reject(new Error('enough')), patience())
    await expect(failing).rejects.toThrow('enough')
    const without = { pods: exampleScenario.pods.filter(({ name }) => name !== 'b') }
    const flows = [...toD('pod/a'), ...toD('pod/b')]
    const { traffic, result } = await cluster.keepFlowing(flows, () => applied(without), patience())
    expect(result.pods.map((pod) => pod.name)).toEqual(['a', 'c', 'd', 'h'])
    const [tcp, udp, ...ofB] = traffic.reports
    for (const stays of [tcp, udp]) {
      expect(stays?.servers).toMatchObject([{ identity: 'pod/d/c' }])
      expect(stays?.ended).toBeUndefined()
    }
    for (const gone of ofB) expect(gone.ended?.outcome).toBe('not-made')
  })

  test("execute: the command's own code, in the namespace of the place", async () => {
    await applied(exampleScenario)
    const hasEth0Of = (address: string) => ['sh', '-c', `ip -4 -o addr show dev eth0 | grep -qF ' ${address}/'`]
    expect(await cluster.execute('pod/a', ['sh', '-c', 'exit 7'])).toBe(7)
    expect(await cluster.execute('pod/a', hasEth0Of(addressOf(cluster.status(), 'a')))).toBe(0)
    expect(await cluster.execute('pod/h', hasEth0Of(topology.nodes[1]?.address as string))).toBe(0)
    await expect(cluster.execute('node/node9', ['true'])).rejects.toThrow('node9')
  })

  test('detached, it runs on; attached again, it is the same, and still broken where somebody broke it', async () => {
    const status = await applied(exampleScenario)
    await cluster.detach()
    cluster = await provider.attach(name, patience())
    expect(cluster.status()).toEqual(status)
    expect(cluster.scenario).toEqual(exampleScenario)
    expect(await broken(cluster)).toEqual([])

    // Its UDP server has no address to listen on any more: attaching succeeds all the same.
    expect(await cluster.execute('pod/a', ['ip', 'addr', 'flush', 'dev', 'eth0'])).toBe(0)
    await cluster.detach()
    cluster = await provider.attach(name, patience())
    const lines = await broken(cluster)
    expect(lines.filter((line) => !line.includes('pod/a'))).toEqual([])
    expect(lines.filter((line) => line.startsWith('pod/a: pod/c'))).toHaveLength(2)
  })

  test('stopped, it is gone, also when stopped twice', async () => {
    await cluster.stop()
    await cluster.stop()
    expect((await provider.list()).filter((summary) => summary.name === name)).toEqual([])
    await expect(provider.attach(name, patience())).rejects.toThrow(ClusterNotFound)
  })
}
