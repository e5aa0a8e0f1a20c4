import type { V1DaemonSet } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { imagesOf, isNamed, nameProblems, repositoryOf, withImages } from './network-images.ts'

const daemonSet: V1DaemonSet = {
  kind: 'DaemonSet',
  spec: {
    selector: {},
    template: {
      spec: {
        initContainers: [{ name: 'i', image: 'quay.io/calico/cni:v1' }],
        containers: [{ name: 'c', image: 'quay.io/calico/node:v1' }],
      },
    },
  },
}
const images = ['quay.io/calico/cni:v1', 'quay.io/calico/node:v1']

test('images are found in templates, and replaced there in a copy', () => {
  expect(imagesOf([{ kind: 'Namespace' }, daemonSet, daemonSet])).toEqual(images)
  const changed = withImages([daemonSet], (image) => (isNamed(image, 'calico/node') ? 'mine:1' : image))
  expect(imagesOf(changed)).toEqual(['quay.io/calico/cni:v1', 'mine:1'])
  expect(imagesOf([daemonSet])).toEqual(images)
})

test.each([
  ['localhost:5000/a/b:1', 'localhost:5000/a/b'],
  ['a/b@sha256:0', 'a/b'],
  ['a/b:1@sha256:0', 'a/b'],
  ['localhost:5000/b', 'localhost:5000/b'],
])('the repository of %s', (image, repository) => {
  expect(repositoryOf(image)).toBe(repository)
})

test('a name that means nothing or two things is a problem that lists what there is', () => {
  expect(nameProblems(images, ['node', 'calico/cni', 'quay.io/calico/node'])).toEqual([])
  expect(nameProblems(images, ['ode'])).toEqual([
    '--network-image ode: the network runs no such image; there are quay.io/calico/cni, quay.io/calico/node',
  ])
  expect(nameProblems(['a/x:1', 'b/x:1'], ['x'])).toEqual([
    '--network-image x: it means a/x and b/x; there are a/x, b/x',
  ])
})
