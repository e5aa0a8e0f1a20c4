import { aPodReachesItselfThroughItsService } from './a-pod-reaches-itself-through-its-service.ts'
import { aPodSeesItselfAsOthersSeeIt } from './a-pod-sees-itself-as-others-see-it.ts'
import { arpStaysInItsBroadcastDomain } from './arp-stays-in-its-broadcast-domain.ts'
import { clustersConvergeAfterAHistory } from './clusters-converge-after-a-history.ts'
import { cniConfigurationIsInPlace } from './cni-configuration-is-in-place.ts'
import { connectionsOutliveWhatDoesNotTouchThem } from './connections-outlive-what-does-not-touch-them.ts'
import { containersJoinTheirPodsSandbox } from './containers-join-their-pods-sandbox.ts'
import { containersShareLocalhostAndIp } from './containers-share-localhost-and-ip.ts'
import { datagramsAreNotLost } from './datagrams-are-not-lost.ts'
import { endpointsAreThePodsAServiceSelects } from './endpoints-are-the-pods-a-service-selects.ts'
import { everyDnsServerGivesTheSameAnswers } from './every-dns-server-gives-the-same-answers.ts'
import { everyEndpointOfAServiceAnswers } from './every-endpoint-of-a-service-answers.ts'
import { everyPodHasItsOwnIp } from './every-pod-has-its-own-ip.ts'
import { fullSizePacketsArrive } from './full-size-packets-arrive.ts'
import { headlessNamesResolveToTheReadySet } from './headless-names-resolve-to-the-ready-set.ts'
import { hostNetworkPodsAreTheNode } from './host-network-pods-are-the-node.ts'
import { hostPortsReachTheirPod } from './host-ports-reach-their-pod.ts'
import { ipvsSchedulersDoAsTheySay } from './ipvs-schedulers-do-as-they-say.ts'
import { localPolicyKeepsTheClientsAddress } from './local-policy-keeps-the-clients-address.ts'
import { loopbackIsPrivate } from './loopback-is-private.ts'
import { masqueradeRulesAreWhatTheNetworkPromises } from './masquerade-rules-are-what-the-network-promises.ts'
import { namesStandForWhatIsThere } from './names-stand-for-what-is-there.ts'
import { nobodyAnswersWhereNobodyIs } from './nobody-answers-where-nobody-is.ts'
import { nodePortsAreOpenOnEveryNode } from './node-ports-are-open-on-every-node.ts'
import { nodesAndPodsReachEachOther } from './nodes-and-pods-reach-each-other.ts'
import { nodesThatComeAndGoAreFollowed } from './nodes-that-come-and-go-are-followed.ts'
import { nothingAnswersBesideServicePorts } from './nothing-answers-beside-service-ports.ts'
import { offClusterTrafficLeavesUnderTheNodesAddress } from './off-cluster-traffic-leaves-under-the-nodes-address.ts'
import { oneVethPairPerPod } from './one-veth-pair-per-pod.ts'
import { podNetworkSetupIsAsConfigured } from './pod-network-setup-is-as-configured.ts'
import { podsAskTheResolverTheyShould } from './pods-ask-the-resolver-they-should.ts'
import { podsReachPodsWithoutNat } from './pods-reach-pods-without-nat.ts'
import type { Property } from './property.ts'
import { routesAreWhatTheNetworkPromises } from './routes-are-what-the-network-promises.ts'
import { serviceNamesResolve } from './service-names-resolve.ts'
import { serviceRulesAreWhatTheProxyPromises } from './service-rules-are-what-the-proxy-promises.ts'
import { servicesAnswerEveryClient } from './services-answer-every-client.ts'
import { servicesWithoutEndpointsRefuseAtOnce } from './services-without-endpoints-refuse-at-once.ts'
import { sessionAffinitySticks } from './session-affinity-sticks.ts'
import { shortNamesAreFoundThroughTheSearchList } from './short-names-are-found-through-the-search-list.ts'
import { subnetLeasesAgreeEverywhere } from './subnet-leases-agree-everywhere.ts'
import { theApiServersServiceAnswers } from './the-api-servers-service-answers.ts'
import { trafficGoesOnWithoutTheDaemon } from './traffic-goes-on-without-the-daemon.ts'
import { trafficLooksOnTheWireAsTheNetworkSays } from './traffic-looks-on-the-wire-as-the-network-says.ts'
import { tunnelStateIsWhatTheNetworkPromises } from './tunnel-state-is-what-the-network-promises.ts'
import { udpFlowsFollowTheEndpoints } from './udp-flows-follow-the-endpoints.ts'
import { untouchedTrafficHasNoGap } from './untouched-traffic-has-no-gap.ts'

/** Every property, the four invariants first, then what is around them, then Services, then structure, then histories. Reports keep this order. */
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
  servicesAnswerEveryClient,
  everyEndpointOfAServiceAnswers,
  servicesWithoutEndpointsRefuseAtOnce,
  nodePortsAreOpenOnEveryNode,
  localPolicyKeepsTheClientsAddress,
  aPodReachesItselfThroughItsService,
  hostPortsReachTheirPod,
  nothingAnswersBesideServicePorts,
  sessionAffinitySticks,
  udpFlowsFollowTheEndpoints,
  ipvsSchedulersDoAsTheySay,
  theApiServersServiceAnswers,
  serviceNamesResolve,
  headlessNamesResolveToTheReadySet,
  namesStandForWhatIsThere,
  shortNamesAreFoundThroughTheSearchList,
  everyDnsServerGivesTheSameAnswers,
  podsAskTheResolverTheyShould,
  routesAreWhatTheNetworkPromises,
  tunnelStateIsWhatTheNetworkPromises,
  oneVethPairPerPod,
  podNetworkSetupIsAsConfigured,
  masqueradeRulesAreWhatTheNetworkPromises,
  serviceRulesAreWhatTheProxyPromises,
  endpointsAreThePodsAServiceSelects,
  containersJoinTheirPodsSandbox,
  cniConfigurationIsInPlace,
  subnetLeasesAgreeEverywhere,
  trafficGoesOnWithoutTheDaemon,
  clustersConvergeAfterAHistory,
  nodesThatComeAndGoAreFollowed,
  connectionsOutliveWhatDoesNotTouchThem,
  untouchedTrafficHasNoGap,
]
