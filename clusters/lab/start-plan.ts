import { familyOf } from '../../properties/model/address.ts'
import type { ServiceProxy } from '../../properties/model/services/proxy.ts'
import { ip, type Step } from '../networks/step.ts'
import type { Wiring, WiringContext } from '../networks/wiring.ts'
import { startProxy } from '../proxy/steps.ts'
import { externalRouteSteps, externalSteps } from './external.ts'
import { commonSysctls, externalSysctls, nodeSysctls } from './host-sysctls.ts'
import { externalNamespace, routerNamespace, underlayNamespace } from './namespace.ts'
import type { Stage } from './script.ts'
import { routerAddress, routerSteps, routerSysctls, segmentPrefixLength, underlaySteps } from './underlay.ts'

/** A cluster without Pods, from nothing. The proxy comes before the network, whose rules go last or first by themselves. */
export function startPlan(wiring: Wiring, context: WiringContext, proxy?: ServiceProxy): Stage[] {
  const { topology } = context
  const common = commonSysctls(familyOf(topology.podCIDR))
  const names = [underlayNamespace, routerNamespace, externalNamespace, ...topology.nodes.map((node) => node.name)]
  return [
    [{ steps: [ip(...names.map((name) => `netns add ${name}`))] }],
    // Before there are devices: they take over what `default` says.
    [
      { namespace: underlayNamespace, steps: common },
      { namespace: routerNamespace, steps: [...common, routerSysctls] },
      { namespace: externalNamespace, steps: [...common, externalSysctls] },
      ...topology.nodes.map(({ name }) => ({ namespace: name, steps: [...common, ...nodeSysctls] })),
    ],
    [{ namespace: underlayNamespace, steps: underlaySteps(topology) }],
    [
      ...topology.nodes.map((node) => ({
        namespace: node.name,
        steps: [
          nodeDevices(node.address),
          ...(proxy === undefined ? [] : startProxy({ proxy, topology }, node)),
          ...wiring.node(context, node),
        ],
      })),
      { namespace: routerNamespace, steps: [loopbackUp, ...routerSteps(topology)] },
      {
        namespace: externalNamespace,
        steps: [loopbackUp, ...externalSteps(topology), ...externalRouteSteps(topology, context.addresses)],
      },
    ],
  ]
}

const loopbackUp = ip('link set lo up')

function nodeDevices(address: string): Step {
  return ip(
    'link set lo up',
    `addr add ${address}/${segmentPrefixLength} brd + dev eth0`,
    'link set eth0 up',
    `route add default via ${routerAddress(address)}`,
  )
}
