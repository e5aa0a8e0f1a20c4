import { expect } from '../model/expectation.ts'
import type { IpvsListings } from '../model/load.ts'
import type { Observation } from '../model/observation.ts'
import type { Probe } from '../model/probe.ts'
import type { World } from '../model/world.ts'
import type { Stage, StageResult } from '../property.ts'

interface Endpoint {
  server: string
  active: number
  inactive: number
}

/** As the kernel's modules of these names do it, for weights of 1 (net/netfilter/ipvs/ip_vs_*.c). */
const schedulers: Record<string, (endpoints: readonly Endpoint[], turn: number) => Endpoint | undefined> = {
  rr: (endpoints, turn) => endpoints[turn % endpoints.length],
  dh: (endpoints) => endpoints[0],
  lc: (endpoints) => least(endpoints, ({ active, inactive }) => active * 256 + inactive),
  sed: (endpoints) => least(endpoints, ({ active }) => active + 1),
  nq: (endpoints) => endpoints.find(({ active }) => active === 0) ?? least(endpoints, ({ active }) => active + 1),
}

const least = (endpoints: readonly Endpoint[], load: (endpoint: Endpoint) => number): Endpoint | undefined =>
  endpoints.reduce((best, one) => (load(one) < load(best) ? one : best))

/** For tests: ip_vs of every Node, with one scheduler. It counts by client and Service port. */
export class SimulatedIpvs {
  readonly #scheduler: string
  readonly #ports = new Map<string, { probe: Probe; endpoints: Endpoint[]; turn: number }>()

  constructor(scheduler: string) {
    this.#scheduler = scheduler
  }

  make(world: World, { holds, waitMs, probes }: Stage): StageResult {
    if (waitMs !== undefined) this.#forget()
    const asked = probes(world)
    for (const probe of asked) this.#portOf(world, probe)
    const before = this.#listings()
    const flows = (holds?.(world) ?? []).map((probe) => ({ kind: 'held' as const, probe }))
    const held = flows.map(({ probe }) => this.#open(world, probe))
    const open = this.#listings()
    const exchanges = asked.map((probe): [Probe, Observation] => {
      const endpoint = this.#open(world, probe)
      this.#close(endpoint)
      return [probe, observation(world, probe, endpoint)]
    })
    const after = this.#listings()
    for (const endpoint of held) this.#close(endpoint)
    const reports = held.map(({ server }) => ({
      ...{ attempts: 9, answered: 9, failed: {}, changes: 0, longestGap: { fromMs: 0, toMs: 1 } },
      servers: [{ identity: '', local: addressOf(server), peer: addressOf(server), sinceMs: 1 }],
    }))
    const load = { flows, traffic: { reports, longestPauseMs: 0 }, before, open, after }
    return { world, exchanges, beganMs: 0, endedMs: 1, load }
  }

  #forget(): void {
    for (const { endpoints } of this.#ports.values()) for (const endpoint of endpoints) endpoint.inactive = 0
  }

  #portOf(world: World, probe: Probe) {
    const key = `${probe.client} ${probe.target.service}`
    const known = this.#ports.get(key)
    if (known !== undefined) return known
    const endpoints = expect(world, probe).allowed.map(({ destination }) => {
      return { server: `${destination?.address}:${destination?.port}`, active: 0, inactive: 0 }
    })
    const port = { probe, endpoints, turn: 0 }
    this.#ports.set(key, port)
    return port
  }

  #open(world: World, probe: Probe): Endpoint {
    const port = this.#portOf(world, probe)
    const endpoint = schedulers[this.#scheduler]?.(port.endpoints, port.turn++)
    if (endpoint === undefined) throw new Error(this.#scheduler)
    endpoint.active += 1
    return endpoint
  }

  #close(endpoint: Endpoint): void {
    endpoint.active -= 1
    endpoint.inactive += 1
  }

  #listings(): IpvsListings {
    const byNode = Map.groupBy(this.#ports.values(), ({ probe }) => probe.client.slice('node/'.length))
    return Object.fromEntries(
      [...byNode].map(([node, ports]) => [
        node,
        ports.flatMap(({ probe: { target }, endpoints }) => [
          `TCP  ${target.address}:${target.port} ${this.#scheduler}`,
          ...endpoints.map((one) => `  -> ${one.server}  Masq    1      ${one.active}          ${one.inactive}`),
        ]),
      ]),
    )
  }
}

function addressOf(server: string) {
  const [address = '', port = ''] = server.split(':')
  return { address, port: Number(port) }
}

function observation(world: World, probe: Probe, { server }: Endpoint): Observation {
  const way = expect(world, probe).allowed.find(({ destination }) => destination?.address === addressOf(server).address)
  const client = { address: way?.source ?? '', port: 40_000 }
  const answered = { identity: way?.server ?? '', local: addressOf(server), peer: client }
  return { outcome: 'answered', client, server: answered, durationMs: 1 }
}
