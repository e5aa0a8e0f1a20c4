import { ApiException } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { refusal } from './refusal.ts'

test("the API's own words, with what was refused", () => {
  const error = new ApiException(422, 'Unsuccessful HTTP Request', '{"kind":"Status","message":"spec is invalid"}', {})
  expect(refusal(error, 'CustomResourceDefinition x')).toMatchObject({
    message: 'CustomResourceDefinition x: spec is invalid',
  })
  expect(refusal(new ApiException(500, '', 'no JSON', {}), 'Pod a')).toMatchObject({ message: 'Pod a: HTTP 500' })
})

test('another error stays what it is', () => {
  const error = new Error('socket hang up')
  expect(refusal(error, 'Pod a')).toBe(error)
})
