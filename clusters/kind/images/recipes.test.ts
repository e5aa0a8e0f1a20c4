import { describe, expect, test } from 'vitest'
import { componentFile } from './component-steps.ts'
import { localName, parseComponentImages } from './components.ts'
import { builtName, goBuild } from './go-module.ts'
import { goModules } from './go-modules.ts'
import { preloaded } from './node-step.ts'
import { parseMirror } from './root-step.ts'

const kubeadm = `registry.k8s.io/kube-apiserver:v1.34.4
registry.k8s.io/kube-controller-manager:v1.34.4
registry.k8s.io/kube-scheduler:v1.34.4
registry.k8s.io/kube-proxy:v1.34.4
registry.k8s.io/coredns/coredns:v1.12.1
registry.k8s.io/pause:3.10.1
registry.k8s.io/etcd:3.6.5-0
`

describe('component images', () => {
  test('bear the names kubeadm prints', () => {
    const images = parseComponentImages(kubeadm)
    expect(images.coredns).toBe('registry.k8s.io/coredns/coredns:v1.12.1')
    expect(images.pause).toBe('registry.k8s.io/pause:3.10.1')
    expect(images['kube-proxy']).toBe('registry.k8s.io/kube-proxy:v1.34.4')
  })

  test('that kubeadm does not name are an error with their name', () => {
    expect(() => parseComponentImages(kubeadm.replace('etcd', 'store'))).toThrow('no image for etcd')
  })

  test('take no name in the engine that is not ours, and get it in the node', () => {
    expect(localName('registry.k8s.io/coredns/coredns:v1.12.1')).toBe('podnet/coredns:v1.12.1')
    expect(preloaded(['registry.k8s.io/etcd:3.6.5-0'])).toEqual([
      ['podnet/etcd:3.6.5-0', 'registry.k8s.io/etcd:3.6.5-0'],
      ['podnet/flannel:v0.28.10', 'docker.io/podnet/flannel:v0.28.10'],
      ['podnet/flannel-cni-plugin:v0.9.1', 'docker.io/podnet/flannel-cni-plugin:v0.9.1'],
    ])
  })

  test('hold one program, kube-proxy also its tools', () => {
    expect(componentFile('etcd')).toMatch(/^FROM scratch\nCOPY etcd /)
    expect(componentFile('kube-proxy')).toMatch(/^FROM podnet\/network-tools/)
  })
})

describe('go build', () => {
  const argumentsOf = (name: string) =>
    goBuild(goModules.find((module) => module.name === name) as (typeof goModules)[number], '/out')

  test('is told the version of Kubernetes', () => {
    const line = argumentsOf('kubernetes').join(' ')
    expect(line).toContain('-X k8s.io/component-base/version.gitVersion=v1.34.4')
    expect(line).toContain('-X k8s.io/component-base/version.gitMinor=34')
  })

  test('links C statically', () => {
    const line = argumentsOf('flannel').join(' ')
    expect(line).toContain('-tags netgo,osusergo')
    expect(line).toContain('-extldflags "-static"')
    expect(argumentsOf('etcd').join(' ')).not.toContain('-extldflags')
  })

  test('names a program after its package, without the major version', () => {
    expect(builtName('go.etcd.io/etcd/server/v3')).toBe('server')
    expect(builtName('k8s.io/kubernetes/cmd/kubelet')).toBe('kubelet')
  })
})

test('the mirror is the one apt takes the release from', () => {
  const targets = 'bookworm-updates http://a.example/debian/\nbookworm http://b.example/debian/\n'
  expect(parseMirror(targets, 'bookworm')).toBe('http://b.example/debian/')
  expect(parseMirror(targets, 'trixie')).toBeUndefined()
})
