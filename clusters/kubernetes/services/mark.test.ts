import { expect, test } from 'vitest'
import { markPort, markService, showsMark } from './mark.ts'

const mark = { clusterIP: '10.96.7.7', port: 1025 }

const rules = {
  iptables: `-A KUBE-SERVICES -d 10.96.7.7/32 -p tcp -m comment --comment "podnet/podnet-mark cluster IP" -m tcp --dport 1025 -j KUBE-SVC-A
-A KUBE-SEP-B -p tcp -m comment --comment "podnet/podnet-mark" -m tcp -j DNAT --to-destination 192.0.2.254:1025
`,
  nftables: `    map service-ips {
        elements = { 10.96.0.1 . tcp . 443 : goto service-1-default/kubernetes/tcp/https,
                 10.96.7.7 . tcp . 1025 : goto service-2-podnet/podnet-mark/tcp/ }
    }
    chain endpoint-3-podnet/podnet-mark/tcp/__192.0.2.254/1025 {
        meta l4proto tcp dnat to 192.0.2.254:1025
    }
`,
  ipvs: `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600707:0401 rr
  -> C00002FE:0401      Masq    1      0          0
`,
} as const

test.each(['iptables', 'nftables', 'ipvs'] as const)(
  '%s: both the Service and its endpoint must have the port',
  (mode) => {
    expect(showsMark(mode, rules[mode], mark)).toBe(true)
    expect(showsMark(mode, rules[mode], { ...mark, port: 1026 })).toBe(false)
    const withOldEndpoint = rules[mode].replace(/(192\.0\.2\.254:|C00002FE:)\d+/, '$11')
    expect(showsMark(mode, withOldEndpoint, mark)).toBe(false)
  },
)

test('each change has another port than the one before, and all of them are ports', () => {
  const ports = [0, 1, 59_999, 60_000].map(markPort)
  expect(ports).toEqual([1024, 1025, 61_023, 1024])
  expect(markService(1, 'podnet').spec?.ports?.[0]?.port).toBe(1025)
})
