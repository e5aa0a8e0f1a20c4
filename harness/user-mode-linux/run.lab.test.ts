import { accessSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { run, toolPath } from '../../clusters/host/process.ts'
import type { RunRecord } from '../../properties/model/run-record.ts'
import { cpuProblem, userModeTools } from './needs.mjs'

/** What it takes beside the lab: `npm run uml` would install the tools, which is not for a test to do. */
const missing = [
  ...(process.getuid?.() === 0 ? [] : ['root']),
  ...Object.keys(userModeTools).filter((tool) => !isInstalled(tool)),
  ...[cpuProblem()].filter((problem) => problem !== undefined),
]
const title =
  'IPVS runs on a kernel of its own, its virtual servers are what the model says, and calls go where connections are not held'

const folder = mkdtempSync(join(tmpdir(), 'podnet-uml-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

test.skipIf(missing.length > 0)(
  missing.length === 0 ? title : `${title} (not run: needs ${missing.join(', ')})`,
  { timeout: 300_000 },
  async () => {
    const options =
      '--network flannel-vxlan --proxy ipvs --ipvs-scheduler nq --runs 1 --nodes 2 --pods 3 --services 6 --seed 1'
    const only = 'service-rules-are-what-the-proxy-promises,ipvs-schedulers-do-as-they-say'
    const argv = [join(import.meta.dirname, 'run.mjs'), 'check', ...options.split(' '), '--only', only, '--out', folder]
    const { exitCode, stdout, stderr } = await run(process.execPath, argv, { timeoutMs: 300_000 })
    expect(exitCode, `${stdout}\n${stderr}`).toBe(0)
    expect(stdout).toMatch(/^holds +flannel-vxlan\/ipvs\/ipv4/m)
    const { profiles } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as RunRecord
    expect(profiles[0]?.rules['scheduler-nq']).toBeGreaterThan(0)
  },
)

function isInstalled(tool: string): boolean {
  return toolPath()
    .split(':')
    .some((folder) => {
      try {
        accessSync(join(folder, tool))
        return true
      } catch {
        return false
      }
    })
}
