import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { builderOption, isAbandoned } from './build-container.ts'

const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

test('a container is abandoned once its builder is gone, and only then', () => {
  const own = builderOption().split('=').at(-1) as string
  expect(isAbandoned(own)).toBe(false)
  expect(isAbandoned(`${bootId}/1/999999999999`)).toBe(true)
})

test('whose builder nobody here can know is left alone', () => {
  const other = '00000000-0000-4000-8000-000000000000'
  for (const builder of [`${other}/1/999999999999`, '', '<no value>', 'x/1/2']) expect(isAbandoned(builder)).toBe(false)
})
