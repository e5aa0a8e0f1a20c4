import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cacheDirectory, clearScratch, finish, isFinished, makeScratch, resultFolder } from './cache.ts'

let base: string
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'podnet-cache-'))
})
afterEach(() => rmSync(base, { recursive: true }))

const [first, second] = ['0123456789abcdef', 'fedcba9876543210']

function make(step: string, key: string): void {
  const scratch = makeScratch(base)
  writeFileSync(join(scratch, 'program'), key)
  finish(scratch, step, key, base)
}

describe('the cache', () => {
  test('has no result while a step runs, and nothing after it was interrupted', () => {
    writeFileSync(join(makeScratch(base), 'half'), '')
    expect(isFinished('etcd', first, base)).toBe(false)
    clearScratch(base)
    expect(readdirSync(base)).toEqual([])
  })

  test('has the whole result once the step is done', () => {
    make('etcd', first)
    expect(isFinished('etcd', first, base)).toBe(true)
    expect(existsSync(join(resultFolder('etcd', first, base), 'program'))).toBe(true)
  })

  test('keeps one result of a step and those of others with a similar name', () => {
    make('flannel', first)
    make('flannel-cni-plugin', first)
    make('flannel', second)
    const results = readdirSync(base).filter((name) => name !== 'scratch')
    expect(results.sort()).toEqual([`flannel-cni-plugin-${first}`, `flannel-${second}`])
  })

  test('lies under XDG_CACHE_HOME, and a relative one does not count', () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/podnet')
    expect(cacheDirectory({ XDG_CACHE_HOME: 'cache' })).toMatch(/\/\.cache\/podnet$/)
  })
})
