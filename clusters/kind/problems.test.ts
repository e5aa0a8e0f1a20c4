import { expect, test } from 'vitest'
import { missingImage } from './problems.ts'

test('a missing image is named, with the way to get it', () => {
  expect(missingImage('podnet/node:v1.34.4')).toBe(
    'image podnet/node:v1.34.4 is not in the container engine: podnet images build makes it',
  )
  expect(missingImage('mine:1')).toContain('docker pull mine:1')
})
