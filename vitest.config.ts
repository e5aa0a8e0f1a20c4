import { defineConfig } from 'vitest/config'
import { labMissing } from './harness/setup/lab-needs.mjs'

const folders = '{properties,clusters,harness,reports}/**'
const labTests = [`${folders}/*.lab.test.ts`]
const kindTests = [`${folders}/*.kind.test.ts`]

const missing = labMissing()
if (missing !== undefined) process.stderr.write(`podnet: lab tests not run: ${missing}\n`)

/** Real clusters take minutes and a container engine with podnet's images: `PODNET_KIND=1 npm test -- --project kind`. */
const kindProject = {
  test: {
    name: 'kind',
    include: kindTests,
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    sequence: { groupOrder: 2 },
  },
}

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
          sequence: { groupOrder: 0 },
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
          sequence: { groupOrder: 1 },
        },
      },
      ...(process.env.PODNET_KIND === '1' ? [kindProject] : []),
    ],
  },
})
