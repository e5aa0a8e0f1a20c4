import { differs, inconclusiveCheck, type Problem, structuralCheck, unsupportedCheck } from './checks.ts'
import { checkCluster, checkNodeFiles, parseJson } from './cluster-checks.ts'
import { contains, hostAddress, overlaps, prefixLength } from './model/address.ts'
import type { KubernetesFacts, NodeFiles } from './model/cluster-facts.ts'
import type { NamespaceFacts } from './model/facts.ts'
import { podMtuBytes, type Tunnel } from './model/networks/network.ts'
import { nodePlace } from './model/place.ts'
import type { RuleId } from './model/rules.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import type { Evidence, Property } from './property.ts'

const id = 'subnet-leases-agree-everywhere'
const ruleIds: RuleId[] = ['subnet-file', 'ranges-agree', 'node-annotations']
const annotation = (name: string): string => `flannel.alpha.coreos.com/${name}`

export const subnetLeasesAgreeEverywhere: Property = {
  id,
  claim:
    "flannel's file on a Node, its annotations of the Node, its configuration and the controller manager say the same.",
  claims: ['C30', 'C33', 'C35', 'C36'],
  level: 'extended',
  needs: [],
  judge: (world, evidence) =>
    checkCluster(id, ruleIds, evidence, (cluster) =>
      world.network.plugin === 'flannel'
        ? [
            ...checkNodeFiles(id, 'subnet-file', world, cluster, ({ name }, files) => [
              subnetFile(world, name, files, cluster.kubernetes),
            ]),
            ranges(world, cluster.kubernetes),
            ...world.topology.nodes.map(({ name }) => annotations(world, name, evidence, cluster.kubernetes)),
          ]
        : ruleIds.map((rule) => unsupportedCheck(id, rule, world.network.name, 'only flannel leases subnets')),
    ),
}

function subnetFile(
  world: World,
  nodeName: string,
  { subnetEnvironment }: NodeFiles,
  { nodes }: KubernetesFacts,
): Check {
  const podCIDR = nodes[nodeName]?.podCIDR
  const subnet = podCIDR === undefined ? undefined : `${hostAddress(podCIDR, 1)}/${prefixLength(podCIDR)}`
  return structuralCheck(id, 'subnet-file', `${nodePlace(nodeName)} /run/flannel/subnet.env`, [
    ...differs('FLANNEL_SUBNET', subnet, subnetEnvironment?.FLANNEL_SUBNET),
    ...differs('FLANNEL_NETWORK', world.topology.podCIDR, subnetEnvironment?.FLANNEL_NETWORK),
    ...differs('FLANNEL_MTU', `${podMtuBytes(world.network, world.topology)}`, subnetEnvironment?.FLANNEL_MTU),
    ...differs('FLANNEL_IPMASQ', 'true', subnetEnvironment?.FLANNEL_IPMASQ),
  ])
}

/** A controller manager that is no Pod, as in a managed cluster, says nothing: its part is left out. */
function ranges(world: World, { nodes, networkConfiguration, controllerManager }: KubernetesFacts): Check {
  const cluster = world.topology.podCIDR
  const configured = parseJson(networkConfiguration?.['net-conf.json']) as { Network?: string } | undefined
  const flag = (name: string) => controllerManager?.findLast((word) => word.startsWith(`${name}=`))?.split('=')[1]
  const leases = Object.entries(nodes)
  const problems: Problem[] = [
    ...differs('Network of net-conf.json', cluster, configured?.Network),
    ...(controllerManager === undefined ? [] : differs('--cluster-cidr', cluster, flag('--cluster-cidr'))),
    ...(controllerManager === undefined ? [] : differs('--allocate-node-cidrs', 'true', flag('--allocate-node-cidrs'))),
    ...leases
      .filter(([, { podCIDR }]) => !contains(cluster, podCIDR))
      .map(([name, { podCIDR }]) => ({ expected: `podCIDRs inside ${cluster}`, observed: `${podCIDR} of ${name}` })),
    ...leases.flatMap(([name, { podCIDR }], index) =>
      leases
        .slice(index + 1)
        .filter(([, other]) => overlaps(podCIDR, other.podCIDR))
        .map(([other]) => ({ expected: `${podCIDR} for ${name} alone`, observed: `${other} has a part of it` })),
    ),
  ]
  return structuralCheck(id, 'ranges-agree', 'the cluster', problems)
}

function annotations(world: World, nodeName: string, evidence: Evidence, { nodes }: KubernetesFacts): Check {
  const subject = `${nodePlace(nodeName)} annotations`
  const onNode = evidence.structure[nodePlace(nodeName)]
  if (onNode === undefined)
    return inconclusiveCheck(id, 'node-annotations', subject, "the Node's devices could not be read")
  const node = nodes[nodeName]
  const read = (name: string) => node?.annotations[annotation(name)]
  const { tunnel } = world.network
  return structuralCheck(id, 'node-annotations', subject, [
    ...differs('kube-subnet-manager', 'true', read('kube-subnet-manager')),
    ...differs('backend-type', backendType(tunnel), read('backend-type')),
    ...differs('public-ip', node?.internalIP, read('public-ip')),
    ...(tunnel?.encapsulation === 'vxlan' ? tunnelEnd(tunnel, onNode, read('backend-data')) : []),
  ])
}

/** The UDP backend leases its subnet without a word on its type (flannel v0.28.10, pkg/backend/udp). */
function backendType(tunnel: Tunnel | undefined): string {
  if (tunnel === undefined) return 'host-gw'
  return tunnel.encapsulation === 'udp' ? '' : tunnel.encapsulation
}

function tunnelEnd(tunnel: { device: string; vni?: number }, onNode: NamespaceFacts, text?: string): Problem[] {
  const data = parseJson(text) as { VNI?: number; VtepMAC?: string } | undefined
  const mac = onNode.links.find((link) => link.name === tunnel.device)?.mac
  return [...differs('VNI', tunnel.vni, data?.VNI), ...differs('VtepMAC', mac, data?.VtepMAC)]
}
