import { type Step, without } from '../networks/step.ts'
import type { WiringContext } from '../networks/wiring.ts'
import { dummyDevice } from '../proxy/ipvs/base.ts'

/**
 * A Node as it was before it became part of the cluster: its uplink alone. A real Node keeps much of this when its Node
 * object is deleted (datapath 1.1); here it is another machine that comes. Nobody may have some of it.
 */
export function wipeSteps({ network, topology }: WiringContext): Step[] {
  const devices = ['cni0', dummyDevice, ...(network.tunnel === undefined ? [] : [network.tunnel.device])]
  return [
    ...['nat', 'filter', 'mangle', 'raw'].map(flushTable),
    { tool: 'nft', lines: ['flush ruleset'], mayFail: true },
    { tool: 'ipvsadm', lines: ['-C'], mayFail: true },
    ...without('ipset', 'destroy'),
    ...without('ip', ...devices.map((device) => `link del ${device}`)),
    // The kernel's own ipip device cannot be deleted.
    ...without('ip', 'link set tunl0 down', 'addr flush dev tunl0'),
    ...without('ip', `route flush root ${topology.podCIDR}`),
  ]
}

const flushTable = (table: string): Step => ({
  tool: 'iptables-restore',
  lines: [`*${table}`, '-F', '-X', 'COMMIT'],
  mayFail: true,
})
