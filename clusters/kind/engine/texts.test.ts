import { describe, expect, test } from 'vitest'
import { dockerdArguments } from './dockerd.ts'
import { isDebianLike } from './install-packages.ts'
import { classifyFailure, parseInfo } from './reach.ts'
import { parseUplinks } from './uplinks.ts'

describe('what the engine answers', () => {
  test('is read', () => {
    expect(parseInfo('{"version":"20.10.24","cgroup":"1","root":"/var/lib/docker"}')).toEqual({
      state: 'reachable',
      version: '20.10.24',
      cgroupVersion: 1,
      dataRoot: '/var/lib/docker',
    })
  })

  test('is no answer when the client prints empty values', () => {
    expect(parseInfo('{"version":"","cgroup":"","root":""}')).toBeUndefined()
    expect(parseInfo('')).toBeUndefined()
  })

  test('tells a refusal from silence', () => {
    expect(classifyFailure('permission denied while trying to connect to the Docker daemon socket')).toBe('refused')
    expect(classifyFailure('Cannot connect to the Docker daemon')).toBe('not running')
  })
})

test('uplinks are the devices of default routes, each once', () => {
  const text = 'default via 192.0.2.1 dev eth0 \ndefault via 192.0.2.9 dev eth0 metric 9\ndefault dev wg0 scope link\n'
  expect(parseUplinks(`${text}10.0.0.0/8 dev default0\n`)).toEqual(['eth0', 'wg0'])
  expect(parseUplinks('')).toEqual([])
})

test('dockerd gets another runtime only where it must', () => {
  expect(dockerdArguments('/state', false)).toEqual(['--pidfile', '/state/dockerd.pid'])
  expect(dockerdArguments('/state', true).slice(2)).toEqual([
    ...['--add-runtime', 'podnet=/state/runc'],
    ...['--default-runtime', 'podnet'],
  ])
})

test.each([
  ['ID=debian\n', true],
  ['NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', true],
  ['ID="ubuntu"\n', true],
  ['ID=fedora\nVARIANT_ID=debian\n', false],
])('%j comes with apt: %s', (text, expected) => {
  expect(isDebianLike(text)).toBe(expected)
})
