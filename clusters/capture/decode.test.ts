import { expect, test } from 'vitest'
import { decodeEthernet } from './decode.ts'
import { readFrame } from './frame.ts'

// Recorded on eth0 of a Node, calico-vxlan unless said otherwise.
const recorded = {
  arpRequest: '////////Fif5MA1VCAYAAQgABgQAARYn+TANVaweAAsAAAAAAACsHgAM',
  arpReply: 'Fif5MA1Vlhk65pLHCAYAAQgABgQAApYZOuaSx6weAAwWJ/kwDVWsHgAL',
  tcpInVxlan:
    'lhk65pLHFif5MA1VCABFAABuy+4AAEARVj2sHgALrB4ADLLOErUAWnqiCAAAAAAQAAAKWqweAAwKWqweAAsIAEUAADwqwkAAPwb60Ar0AAEK9ABBqdwfkO4odXEAAAAAoAL9XBZYAAACBAWCBAIICkGAwLMAAAAAAQMDCg==',
  /** flannel-host-gw; the frame is cut behind 160 bytes. */
  plainFirstFragment:
    '2oGOAI+cXjyQWSaTCABFAAXcWZAgAD8R45UK9AECCvQCAuxLH5AH2A/4cG9kUgECAAB9w9alAAAAAQAAB9AAAAAAbmV0IHBvZG5ldCBwb2RuZXQgcG9kbmV0IHBvZG5ldCBwb2RuZXQgcG9kbmV0IHBvZG5ldCBwb2RuZXQgcG9kbmV0IHBvZG5ldCBwb2RuZXQgcG9kbmV0IHBvZG5ldA==',
  plainLastFragment: 'ClgK9AICClgK9AIBCABFAAIkWZAAuT4RB5UK9AECCvQCAmRuZXQgcG9kbmV0IHBvZG5ldCBwb2RuZXQgcG9kbmV0',
}
const bytes = (name: keyof typeof recorded) => Buffer.from(recorded[name], 'base64')

test('ARP', () => {
  expect(decodeEthernet(bytes('arpRequest'))).toEqual({
    sourceMac: '16:27:f9:30:0d:55',
    destinationMac: 'ff:ff:ff:ff:ff:ff',
    etherType: 0x0806,
    arp: {
      operation: 'request',
      senderMac: '16:27:f9:30:0d:55',
      senderAddress: '172.30.0.11',
      targetAddress: '172.30.0.12',
    },
  })
  expect(decodeEthernet(bytes('arpReply'))?.arp).toMatchObject({ operation: 'reply', senderAddress: '172.30.0.12' })
})

test('a TCP packet inside VXLAN', () => {
  expect(decodeEthernet(bytes('tcpInVxlan'))?.ip).toEqual({
    source: '172.30.0.11',
    destination: '172.30.0.12',
    protocol: 17,
    doNotFragment: false,
    sourcePort: 45774,
    destinationPort: 4789,
    vxlan: {
      vni: 4096,
      inner: {
        sourceMac: '0a:5a:ac:1e:00:0b',
        destinationMac: '0a:5a:ac:1e:00:0c',
        etherType: 0x0800,
        ip: {
          source: '10.244.0.1',
          destination: '10.244.0.65',
          protocol: 6,
          doNotFragment: true,
          sourcePort: 43484,
          destinationPort: 8080,
        },
      },
    },
  })
})

test('ports stand in the first fragment alone', () => {
  expect(decodeEthernet(bytes('plainFirstFragment'))?.ip).toMatchObject({ sourcePort: 60491, destinationPort: 8080 })
  expect(decodeEthernet(bytes('plainLastFragment'))?.ip).toEqual({
    source: '10.244.1.2',
    destination: '10.244.2.2',
    protocol: 17,
    doNotFragment: false,
  })
})

test("a packet in the UDP of flannel's backend, and none in other UDP", () => {
  const inner = bytes('tcpInVxlan').subarray(64)
  const outer = Buffer.from(bytes('tcpInVxlan').subarray(0, 42))
  const decoded = (port: number) => {
    outer.writeUInt16BE(port, 36)
    return decodeEthernet(Buffer.concat([outer, inner]))?.ip
  }
  const carried = { source: '10.244.0.1', protocol: 6, destinationPort: 8080 }
  expect(decoded(8285)).toMatchObject({ protocol: 17, destinationPort: 8285, inner: carried })
  expect(decoded(8286)).not.toHaveProperty('inner')
})

test('IP in IP', () => {
  const inner = bytes('tcpInVxlan').subarray(64)
  const outer = Buffer.from(bytes('tcpInVxlan').subarray(0, 34))
  outer.writeUInt8(4, 23)
  expect(decodeEthernet(Buffer.concat([outer, inner]))?.ip).toMatchObject({
    source: '172.30.0.11',
    protocol: 4,
    inner: { source: '10.244.0.1', protocol: 6, destinationPort: 8080 },
  })
})

test('IPv6', () => {
  const header = Buffer.alloc(14 + 40 + 4)
  header.writeUInt16BE(0x86dd, 12)
  header.writeUInt8(0x60, 14)
  header.writeUInt8(17, 20)
  header.write('fd000000000000000000000000000001', 22, 'hex')
  header.write('fd000000000000000000000000000002', 38, 'hex')
  header.writeUInt16BE(1000, 54)
  header.writeUInt16BE(53, 56)
  expect(decodeEthernet(header)?.ip).toEqual({
    source: 'fd00::1',
    destination: 'fd00::2',
    protocol: 17,
    doNotFragment: true,
    sourcePort: 1000,
    destinationPort: 53,
  })
})

test('a frame cut at any byte is read as far as it goes, and never throws', () => {
  for (const name of Object.keys(recorded) as (keyof typeof recorded)[]) {
    const whole = bytes(name)
    for (let length = 0; length <= whole.length; length++) {
      const frame = decodeEthernet(whole.subarray(0, length))
      expect(frame === undefined).toBe(length < 14)
    }
  }
})

test('a frame of an agent keeps where, when and how long', () => {
  const seen = { place: 'node/node1', device: 'eth0', direction: 'out', timeMs: 1.5, bytes: 42 } as const
  expect(readFrame({ ...seen, data: recorded.arpRequest })).toMatchObject({ ...seen, etherType: 0x0806 })
  expect(readFrame({ ...seen, data: '' })).toBeUndefined()
})
