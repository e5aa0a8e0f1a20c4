import { expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { hostDeviceName } from './pod-link.ts'

test('devices are called as the real ones are, and fit the kernel', () => {
  expect(hostDeviceName(flannelVxlan, 'a')).toMatch(/^veth[0-9a-f]{8}$/)
  expect(hostDeviceName(calicoVxlan, 'a')).toMatch(/^cali[0-9a-f]{11}$/)
  expect(hostDeviceName(calicoVxlan, 'a')).not.toBe(hostDeviceName(calicoVxlan, 'b'))
})
