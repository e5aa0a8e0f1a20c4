import { type PlaceId, placeKind, placeName } from '../../../properties/model/place.ts'
import type { Probe } from '../../../properties/model/probe.ts'
import { nodeNameOf, type World } from '../../../properties/model/world.ts'
import type { Property } from '../../../properties/property.ts'

/** A place and what `sh` does there. */
export type Script = readonly [place: PlaceId, script: string]

/** A fault with all its subjects chosen: how to plant it in a cluster, and what it does by the model. */
export interface Fault {
  /** For the cluster as it is; nothing where its subjects are gone. Planted twice it is the same fault. */
  plant(world: World): Script[]
  /** Whether it breaks a probe that reaches `server`, the address that answers where all is well. */
  breaks(world: World, probe: Probe, server: string): boolean
}

/** One kind of fault, of which many can be made. */
export interface FaultKind {
  name: string
  /** Whose probes show it. */
  properties: readonly Property[]
  /** Objects that are left at most when the scenario is as small as it gets. */
  mostLeft: number
  /** One of this scenario's; `pick` chooses. Undefined where there is none. */
  make(world: World, pick: <T>(of: readonly T[]) => T | undefined): Fault | undefined
}

/** Where a probe comes from and where it ends. */
export interface Ends {
  clientNode: string | undefined
  serverNode: string | undefined
  /** Names of Pods of the Pod network. */
  clientPod: string | undefined
  serverPod: string | undefined
}

export function endsOf(world: World, { client }: Probe, server: string): Ends {
  const pod = placeKind(client) === 'pod' ? world.pods.get(placeName(client)) : undefined
  const answering = world.networkPods.find(({ ip }) => ip === server)
  const node = world.topology.nodes.find(({ address }) => address === server)
  return {
    clientNode: nodeNameOf(world, client),
    serverNode: answering?.nodeName ?? node?.name,
    clientPod: pod?.hostNetwork === false ? pod.name : undefined,
    serverPod: answering?.name,
  }
}

/** Whether packets go between Pods of two Nodes, in the tunnel. */
export function crosses(world: World, probe: Probe, server: string, one: string, other: string): boolean {
  const { clientNode, serverNode, clientPod, serverPod } = endsOf(world, probe, server)
  const nodes = new Set([clientNode, serverNode])
  return nodes.has(one) && nodes.has(other) && (clientPod ?? serverPod) !== undefined && serverPod !== undefined
}
