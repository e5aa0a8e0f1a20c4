import { aPodSeesItselfAsOthersSeeIt } from './a-pod-sees-itself-as-others-see-it.ts'
import { arpStaysInItsBroadcastDomain } from './arp-stays-in-its-broadcast-domain.ts'
import { cniConfigurationIsInPlace } from './cni-configuration-is-in-place.ts'
import { containersJoinTheirPodsSandbox } from './containers-join-their-pods-sandbox.ts'
import { containersShareLocalhostAndIp } from './containers-share-localhost-and-ip.ts'
import { datagramsAreNotLost } from './datagrams-are-not-lost.ts'
import { everyDnsServerGivesTheSameAnswers } from './every-dns-server-gives-the-same-answers.ts'
import { everyPodHasItsOwnIp } from './every-pod-has-its-own-ip.ts'
import { fullSizePacketsArrive } from './full-size-packets-arrive.ts'
import { headlessNamesResolveToTheReadySet } from './headless-names-resolve-to-the-ready-set.ts'
import { hostNetworkPodsAreTheNode } from './host-network-pods-are-the-node.ts'
import { loopbackIsPrivate } from './loopback-is-private.ts'
import { masqueradeRulesAreWhatTheNetworkPromises } from './masquerade-rules-are-what-the-network-promises.ts'
import { namesStandForWhatIsThere } from './names-stand-for-what-is-there.ts'
import { nobodyAnswersWhereNobodyIs } from './nobody-answers-where-nobody-is.ts'
import { nodesAndPodsReachEachOther } from './nodes-and-pods-reach-each-other.ts'
import { offClusterTrafficLeavesUnderTheNodesAddress } from './off-cluster-traffic-leaves-under-the-nodes-address.ts'
import { oneVethPairPerPod } from './one-veth-pair-per-pod.ts'
import { podNetworkSetupIsAsConfigured } from './pod-network-setup-is-as-configured.ts'
import { podsReachPodsWithoutNat } from './pods-reach-pods-without-nat.ts'
import type { Property } from './property.ts'
import { routesAreWhatTheNetworkPromises } from './routes-are-what-the-network-promises.ts'
import { serviceNamesResolve } from './service-names-resolve.ts'
import { shortNamesAreFoundThroughTheSearchList } from './short-names-are-found-through-the-search-list.ts'
import { subnetLeasesAgreeEverywhere } from './subnet-leases-agree-everywhere.ts'
import { trafficGoesOnWithoutTheDaemon } from './traffic-goes-on-without-the-daemon.ts'
import { trafficLooksOnTheWireAsTheNetworkSays } from './traffic-looks-on-the-wire-as-the-network-says.ts'
import { tunnelStateIsWhatTheNetworkPromises } from './tunnel-state-is-what-the-network-promises.ts'

/** Every property, the four invariants first, then what is around them, then structure. Reports keep this order. */
export const properties: readonly Property[] = [
  everyPodHasItsOwnIp,
  podsReachPodsWithoutNat,
  nodesAndPodsReachEachOther,
  aPodSeesItselfAsOthersSeeIt,
  containersShareLocalhostAndIp,
  hostNetworkPodsAreTheNode,
  offClusterTrafficLeavesUnderTheNodesAddress,
  fullSizePacketsArrive,
  datagramsAreNotLost,
  loopbackIsPrivate,
  nobodyAnswersWhereNobodyIs,
  trafficLooksOnTheWireAsTheNetworkSays,
  arpStaysInItsBroadcastDomain,
  serviceNamesResolve,
  headlessNamesResolveToTheReadySet,
  namesStandForWhatIsThere,
  shortNamesAreFoundThroughTheSearchList,
  everyDnsServerGivesTheSameAnswers,
  routesAreWhatTheNetworkPromises,
  tunnelStateIsWhatTheNetworkPromises,
  oneVethPairPerPod,
  podNetworkSetupIsAsConfigured,
  masqueradeRulesAreWhatTheNetworkPromises,
  containersJoinTheirPodsSandbox,
  cniConfigurationIsInPlace,
  subnetLeasesAgreeEverywhere,
  trafficGoesOnWithoutTheDaemon,
]
