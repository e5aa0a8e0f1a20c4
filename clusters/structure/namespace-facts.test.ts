import { expect, test } from 'vitest'
import type { NamespaceFacts } from '../../properties/model/facts.ts'
import { parseNode, parsePlace, placeCommands } from './namespace-facts.ts'

const ok = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' })

// Recorded with iproute2 6.1 on kernel 6.18 in a Node of calico-vxlan and of flannel-vxlan.
const links =
  '[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"address":"00:00:00:00:00:00","addr_info":[]}]'
const routes =
  '[{"type":"unicast","dst":"default","gateway":"172.30.0.1","dev":"eth0","protocol":"boot","scope":"global","flags":[]},' +
  '{"type":"blackhole","dst":"10.244.0.0/26","protocol":"80","scope":"global","flags":[]},' +
  '{"type":"unicast","dst":"10.244.0.1","dev":"cali2e30525b933","protocol":"boot","scope":"link","metric":1024,"flags":[]},' +
  '{"type":"unicast","dst":"10.244.0.64/26","gateway":"10.244.0.64","dev":"vxlan.calico","protocol":"boot","scope":"global","flags":["onlink"],"metrics":[{"mtu":1450}]},' +
  '{"type":"unicast","dst":"172.30.0.0/24","dev":"eth0","protocol":"kernel","scope":"link","prefsrc":"172.30.0.11","flags":[]}]'
const neighbours =
  '[{"dst":"10.244.2.0","dev":"flannel.1","lladdr":"0a:5a:ac:1e:00:0c","state":["PERMANENT"]},{"dst":"10.244.1.9","dev":"cni0","state":["FAILED"]}]'

function place(): NamespaceFacts {
  return parsePlace([ok(`${links}\n${routes}\n${neighbours}\n`), ok('4026532815\n')]) as NamespaceFacts
}

test('one batch for all that iproute2 tells of a place', () => {
  expect(placeCommands('pod/a').map(({ argv }) => argv[0])).toEqual(['ip', 'stat'])
})

test('inode, links and neighbours', () => {
  expect(place()).toMatchObject({
    inode: 4026532815,
    links: [{ name: 'lo' }],
    neighbours: [
      { device: 'flannel.1', address: '10.244.2.0', mac: '0a:5a:ac:1e:00:0c', states: ['PERMANENT'] },
      { device: 'cni0', address: '10.244.1.9', states: ['FAILED'] },
    ],
  })
})

test('routes: default and host routes are ranges, what is absent stays absent', () => {
  expect(place().routes).toEqual([
    {
      destination: '0.0.0.0/0',
      type: 'unicast',
      gateway: '172.30.0.1',
      device: 'eth0',
      protocol: 'boot',
      scope: 'global',
      flags: [],
    },
    { destination: '10.244.0.0/26', type: 'blackhole', protocol: '80', scope: 'global', flags: [] },
    {
      destination: '10.244.0.1/32',
      type: 'unicast',
      device: 'cali2e30525b933',
      protocol: 'boot',
      scope: 'link',
      metric: 1024,
      flags: [],
    },
    {
      destination: '10.244.0.64/26',
      type: 'unicast',
      gateway: '10.244.0.64',
      device: 'vxlan.calico',
      protocol: 'boot',
      scope: 'global',
      flags: ['onlink'],
    },
    {
      destination: '172.30.0.0/24',
      type: 'unicast',
      device: 'eth0',
      protocol: 'kernel',
      scope: 'link',
      source: '172.30.0.11',
      flags: [],
    },
  ])
})

test('a place that cannot be read has no facts', () => {
  expect(parsePlace([{ exitCode: 1, stdout: '', stderr: 'gone' }, ok('1')])).toBeUndefined()
  expect(parsePlace([])).toBeUndefined()
})

test("a Node's forwarding entries, sysctls and rules", () => {
  const fdb =
    '[{"mac":"0a:5a:ac:1e:00:0c","ifname":"flannel.1","dst":"172.30.0.12","flags":["self"],"state":"permanent"},' +
    '{"mac":"0a:58:0a:f4:01:02","ifname":"veth2e30525b","flags":[],"master":"cni0","state":""}]'
  const sysctls = 'net/ipv4/ip_forward:1\nnet/ipv4/conf/flannel.1/rp_filter:1\n'
  const iptables = '# comment\n*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -j FLANNEL-POSTRTG\nCOMMIT\n'
  const nft =
    'table ip flannel-ipv4 {\n\tchain postrtg {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t\tmeta mark 0x00004000 return\n\t}\n}\n'
  const proxy = ok('chain services {\n}\n')
  const servers = ok('TCP  0A600010:0050 rr\n')
  expect(parseNode(place(), [ok(fdb), ok(sysctls), ok(iptables), ok(nft), proxy, servers])).toMatchObject({
    inode: 4026532815,
    forwarding: [
      {
        device: 'flannel.1',
        mac: '0a:5a:ac:1e:00:0c',
        destination: '172.30.0.12',
        flags: ['self'],
        state: 'permanent',
      },
      { device: 'veth2e30525b', mac: '0a:58:0a:f4:01:02', master: 'cni0', flags: [], state: '' },
    ],
    sysctls: { 'net.ipv4.ip_forward': '1', 'net.ipv4.conf.flannel/1.rp_filter': '1' },
    natRules: ['-A POSTROUTING -j FLANNEL-POSTRTG', 'meta mark 0x00004000 return'],
    proxyTable: ['chain services {', '}'],
    virtualServers: ['TCP  0A600010:0050 rr'],
  })
})
