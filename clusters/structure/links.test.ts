import { expect, test } from 'vitest'
import { addressesOf, linkOf, linkSchema } from './links.ts'

// Recorded with iproute2 6.1 on kernel 6.18 in a Node of flannel-vxlan; numbers nobody reads are left out.
const recorded = {
  eth0: '{"ifindex":2,"link_index":3,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,"qdisc":"noqueue","operstate":"UP","link_type":"ether","address":"46:77:8f:95:cd:80","link_netnsid":0,"linkinfo":{"info_kind":"veth"},"addr_info":[{"family":"inet","local":"172.30.0.11","prefixlen":24,"broadcast":"172.30.0.255","scope":"global","label":"eth0"}]}',
  tunnel:
    '{"ifindex":3,"ifname":"flannel.1","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1450,"address":"0a:5a:ac:1e:00:0b","linkinfo":{"info_kind":"vxlan","info_data":{"id":1,"local":"172.30.0.11","link":"eth0","port":8472,"learning":false,"df":"unset","udp_csum":true}},"addr_info":[]}',
  port: '{"ifindex":5,"link_index":2,"ifname":"veth2e30525b","flags":["BROADCAST","MULTICAST"],"mtu":1450,"master":"cni0","address":"e2:18:73:ab:a0:ca","link_netnsid":1,"linkinfo":{"info_kind":"veth","info_slave_kind":"bridge","info_slave_data":{"state":"forwarding","hairpin":true,"learning":true,"flood":true,"isolated":false}},"addr_info":[]}',
  loopback:
    '{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"address":"00:00:00:00:00:00","addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host"}]}',
}
const read = (name: keyof typeof recorded) => linkSchema.parse(JSON.parse(recorded[name]))

test('a veth pair names its other end', () => {
  expect(linkOf(read('eth0'))).toEqual({
    index: 2,
    name: 'eth0',
    mac: '46:77:8f:95:cd:80',
    mtuBytes: 1500,
    up: true,
    kind: 'veth',
    peerIndex: 3,
    peerNamespaceId: 0,
  })
})

test('a VXLAN device', () => {
  expect(linkOf(read('tunnel')).vxlan).toEqual({ vni: 1, port: 8472, local: '172.30.0.11', learning: false })
})

test('a bridge port that is down', () => {
  expect(linkOf(read('port'))).toMatchObject({
    up: false,
    master: 'cni0',
    bridgePort: { hairpin: true, state: 'forwarding', learning: true, flood: true, isolated: false },
  })
})

test('what was not printed is absent', () => {
  expect(Object.keys(linkOf(read('loopback')))).toEqual(['index', 'name', 'mac', 'mtuBytes', 'up'])
})

test('addresses', () => {
  expect(addressesOf(read('eth0'))).toEqual([
    { device: 'eth0', address: '172.30.0.11', prefixLength: 24, scope: 'global' },
  ])
})
