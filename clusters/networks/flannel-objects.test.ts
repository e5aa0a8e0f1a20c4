import type { V1ConfigMap, V1DaemonSet } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { flannelUdp } from '../../properties/model/networks/flannel-udp.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import { flannelInstallation } from './flannel-installation.ts'
import { flannelObjects } from './flannel-objects.ts'

const objects = flannelObjects({ Network: '10.244.0.0/16' }, { daemon: 'mine:1', plugin: 'mine:2' })

test('the namespace comes first, the DaemonSet last', () => {
  expect(objects.map(({ kind }) => kind)).toEqual([
    'Namespace',
    'ClusterRole',
    'ClusterRoleBinding',
    'ServiceAccount',
    'ConfigMap',
    'DaemonSet',
  ])
})

test("both configurations stand in the ConfigMap, and the user's image in the DaemonSet", () => {
  const { data } = objects[4] as V1ConfigMap
  expect(JSON.parse(data?.['net-conf.json'] ?? '')).toEqual({ Network: '10.244.0.0/16' })
  expect(JSON.parse(data?.['cni-conf.json'] ?? '')).toMatchObject({ name: 'cbr0', cniVersion: '0.3.1' })
  const { spec } = objects[5] as V1DaemonSet
  expect(spec?.template.spec?.containers.map(({ image }) => image)).toEqual(['mine:1'])
})

test('the daemon has the devices of its Node where the network needs one, and only there', () => {
  const privileged = (network: Network) => {
    const { spec } = flannelInstallation(network).objects('10.244.0.0/16', undefined)[5] as V1DaemonSet
    return spec?.template.spec?.containers[0]?.securityContext?.privileged
  }
  expect(privileged(flannelUdp)).toBe(true)
  expect(privileged(flannelVxlan)).toBe(false)
})
