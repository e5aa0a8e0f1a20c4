import { inconclusiveCheck, structuralCheck } from './checks.ts'
import { contains } from './model/address.ts'
import { pairClasses } from './model/pair-class.ts'
import { nodePlace } from './model/place.ts'
import { uplinkDevice } from './model/topology.ts'
import { reachablePodPairs } from './pairs.ts'
import { fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'arp-stays-in-its-broadcast-domain'

export const arpStaysInItsBroadcastDomain: Property = {
  id,
  claim: "ARP for a Pod's address never leaves the Pod's Node, neither bare nor in the tunnel.",
  claims: ['C19', 'C22', 'C23', 'C31', 'C50'],
  level: 'core',
  needs: ['capture'],
  pairs: pairClasses.podToLocalPod,
  capturedProbes(world) {
    const pairs = reachablePodPairs(world)
    const asking = pairs.find(([a, b]) => a.nodeName !== b.nodeName)?.[0]
    // The first packets after a Pod's start make it ask for its neighbours and its gateway.
    return pairs
      .filter(([a, b]) => a.nodeName === b.nodeName || a === asking)
      .slice(0, 50)
      .map(([a, b]) => toPod(world, fromPod(a), b, 'udp'))
  },
  judge(world, evidence) {
    return world.topology.nodes.map((node) => {
      const place = nodePlace(node.name)
      const uplink = uplinkDevice(node)
      const leaks = evidence.frames.filter((frame) => {
        const arp = frame.arp ?? frame.ip?.vxlan?.inner.arp
        if (frame.place !== place || frame.device !== uplink || arp === undefined) return false
        return [arp.senderAddress, arp.targetAddress].some((address) => contains(world.topology.podCIDR, address))
      })
      const subject = `ARP on ${uplink} of ${node.name}`
      const [leak] = leaks
      if (leak === undefined && evidence.droppedFrames > 0)
        return inconclusiveCheck(id, 'arp-stays-local', subject, `${evidence.droppedFrames} frames were not captured`)
      const arp = leak?.arp ?? leak?.ip?.vxlan?.inner.arp
      const problems =
        arp === undefined
          ? []
          : [
              {
                expected: 'no ARP for Pod addresses',
                observed: `${arp.operation}: ${arp.senderAddress} asks for ${arp.targetAddress}`,
              },
            ]
      return structuralCheck(id, 'arp-stays-local', subject, problems)
    })
  },
}
