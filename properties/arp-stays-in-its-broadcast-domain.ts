import { inconclusiveCheck, structuralCheck } from './checks.ts'
import { contains } from './model/address.ts'
import { nodePlace } from './model/place.ts'
import { hasPath } from './model/world.ts'
import { fromPod, orderedPairs, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'arp-stays-in-its-broadcast-domain'

export const arpStaysInItsBroadcastDomain: Property = {
  id,
  claim: "ARP for a Pod's address never leaves the Pod's Node, neither bare nor in the tunnel.",
  claims: ['C19', 'C22', 'C23', 'C31', 'C50'],
  level: 'core',
  needs: ['capture'],
  capturedProbes(world) {
    const [first] = world.networkPods
    if (first === undefined) return []
    // The first packets after a Pod's start make it ask for its neighbours and its gateway.
    return orderedPairs(world.networkPods)
      .filter(([a, b]) => a.nodeName === b.nodeName || (a === first && hasPath(world, a.nodeName, b.nodeName)))
      .slice(0, 50)
      .map(([a, b]) => toPod(world, fromPod(a), b, 'udp'))
  },
  judge(world, evidence) {
    return world.topology.nodes.map((node) => {
      const place = nodePlace(node.name)
      const leaks = evidence.frames.filter((frame) => {
        const arp = frame.arp ?? frame.ip?.vxlan?.inner.arp
        if (frame.place !== place || frame.device !== 'eth0' || arp === undefined) return false
        return [arp.senderAddress, arp.targetAddress].some((address) => contains(world.topology.podCIDR, address))
      })
      const subject = `ARP on eth0 of ${node.name}`
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
