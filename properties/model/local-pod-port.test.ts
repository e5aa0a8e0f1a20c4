import { expect, test } from 'vitest'
import { fromBoundNode, fromNode, toPod } from '../probes.ts'
import { fivePods, servedWorld } from '../test-support/services.ts'
import { expect as expectation } from './expectation.ts'
import { nodeOf, podOf, type World } from './world.ts'

/** Whether the model wants the port of a Node's own flow to its own Pod kept, unbound and bound to the Node's address. */
function ports(world: World): (string | undefined)[] {
  const node = nodeOf(world, 'node1')
  const clients = [fromNode(node), fromBoundNode(node)]
  return clients.map(
    (client) => expectation(world, toPod(world, client, podOf(world, 'a'), 'tcp')).allowed[0]?.sourcePort,
  )
}

test.each([
  ['flannel-vxlan', ['any', 'kept']],
  ['calico-vxlan', ['any', 'any']],
])('%s: the port is kept only where no call to a Service is masqueraded with the same address', (network, expected) => {
  const world = servedWorld(network, { pods: fivePods })
  expect(ports(world)).toEqual(expected)
  const { proxy: _none, ...without } = world
  expect(ports(without)).toEqual(['kept', 'kept'])
})
