import { expect, test } from 'vitest'
import { flannelDirect } from '../../properties/model/networks/flannel-direct.ts'
import { flannelHostGw } from '../../properties/model/networks/flannel-host-gw.ts'
import { flannelIpip } from '../../properties/model/networks/flannel-ipip.ts'
import { flannelUdp } from '../../properties/model/networks/flannel-udp.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { flannelVxlanNft } from '../../properties/model/networks/flannel-vxlan-nft.ts'
import { netConf } from './net-conf.ts'

const range = '10.244.0.0/16'

test.each([
  [flannelVxlan, false, { Type: 'vxlan', VNI: 1 }],
  [flannelVxlanNft, true, { Type: 'vxlan', VNI: 1 }],
  [flannelHostGw, false, { Type: 'host-gw' }],
  [flannelIpip, false, { Type: 'ipip' }],
  [flannelUdp, false, { Type: 'udp', Port: 8285 }],
  [flannelDirect, false, { Type: 'vxlan', VNI: 1, DirectRouting: true }],
])('$0.name', (network, nftables, backend) => {
  expect(netConf(network, range)).toEqual({ Network: range, EnableNFTables: nftables, Backend: backend })
})
