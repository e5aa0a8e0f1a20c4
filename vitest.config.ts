import { defineConfig } from 'vitest/config'
import { kindMissing } from './harness/setup/kind-needs.ts'
import { labMissing } from './harness/setup/lab-needs.mjs'

const folders = '{properties,clusters,harness,reports}/**'
const labTests = [`${folders}/*.lab.test.ts`]
const kindTests = [`${folders}/*.kind.test.ts`]
/** Real clusters broken in many ways take half an hour: they run by name. */
const longKindTests = process.env.PODNET_KIND === undefined ? [`${folders}/*.long.kind.test.ts`] : []

const missing = labMissing()
if (missing !== undefined) process.stderr.write(`podnet: lab tests not run: ${missing}\n`)
const kindIsMissing = await kindMissing()
if (kindIsMissing !== undefined) process.stderr.write(`podnet: kind tests not run: ${kindIsMissing}\n`)

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${folders}/*.test.{ts,mjs}`],
          exclude: [...labTests, ...kindTests],
          // They take milliseconds; a loaded machine may hold one up all the same.
          testTimeout: 30_000,
          // With 0, one worker, as on two cores, would run them last.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'lab',
          include: missing === undefined ? labTests : ['harness/setup/lab-missing.stand-in.ts'],
          fileParallelism: false,
          maxConcurrency: 4,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'kind',
          include: kindIsMissing === undefined ? kindTests : ['harness/setup/kind-missing.stand-in.ts'],
          exclude: longKindTests,
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
