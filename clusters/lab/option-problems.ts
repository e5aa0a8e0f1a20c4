import type { Network } from '../../properties/model/networks/network.ts'
import type { LabOptions } from './options.ts'

/** What of a user's options does not go with a network. */
export function optionProblems({ name, plugin }: Network, { cni, flannel }: LabOptions): string[] {
  if (plugin === 'flannel') return []
  const instead = 'such as flannel-vxlan or flannel-host-gw'
  return [
    ...(cni === undefined
      ? []
      : [
          `--network ${name}: its Pods get addresses and devices from Calico's own plugin; --cni-conf goes with a ` +
            `network whose Nodes have a podCIDR, ${instead}`,
        ]),
    ...(flannel === undefined ? [] : [`--network ${name}: --flanneld installs flannel's networks alone, ${instead}`]),
  ]
}
