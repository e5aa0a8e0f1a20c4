import { expect, test } from 'vitest'
import { kindestNode } from '../images/versions.ts'
import { defaultKindOptions } from '../options.ts'
import { kubernetesVersionOf, nodeImageCandidates } from './node-image.ts'

const candidates = (changes: object) => nodeImageCandidates({ ...defaultKindOptions, ...changes })

test("podnet's own image before kind's; what the user names alone", () => {
  expect(candidates({})).toEqual(['podnet/node:v1.34.4', kindestNode])
  expect(candidates({ kubernetesVersion: 'v1.34.4' })).toEqual(['podnet/node:v1.34.4', 'kindest/node:v1.34.4'])
  expect(candidates({ kubernetesVersion: 'v1.33.0' })).toEqual(['kindest/node:v1.33.0'])
  expect(candidates({ nodeImage: 'mine:1' })).toEqual(['mine:1'])
})

test("the version stands in kind's tags", () => {
  expect(kubernetesVersionOf(kindestNode)).toMatch(/^v1\.\d+\.\d+$/)
  expect(kubernetesVersionOf('podnet/node:v1.34.4')).toBe('v1.34.4')
  expect(kubernetesVersionOf('mine:latest')).toBeUndefined()
})
