// `npm test`: sets the machine up, then lint, types and tests. The last line on stdout is
// `N passed, N failed, N skipped`; the linter and the type checker count as one test each.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { add, countStage, countVitest, judgeSkips, lastLine, noTests } from './counts.mjs'
import { environment, packageRoot } from './runtime.mjs'
import { say } from './say.mjs'
import { setUp } from './setup.mjs'
import { expectedSkips } from './skips.mjs'

const vitestArguments = process.argv.slice(2)
const inCI = process.env.CI === 'true'
const node = setUp()
const folder = mkdtempSync(join(tmpdir(), 'podnet-test-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const stages = [() => stage('lint', biome()), () => stage('types', ['typescript/bin/tsc', '--noEmit']), tests]
let counts = noTests()
for (const run of stages) counts = add(counts, await run())

const judged = judgeSkips(counts, inCI ? expectedSkips : [{ title: /^/ }])
for (const name of judged.unexpected) say(`skipped although nobody announced it in harness/setup/skips.mjs: ${name}`)
process.stdout.write(`${lastLine(judged.counts)}\n`, () => process.exit(judged.counts.failed === 0 ? 0 : 1))

async function stage(name, command) {
  const counted = countStage(await runModule(command))
  say(`${name}: ${counted.failed === 0 ? 'passed' : 'failed'}`)
  return counted
}

async function tests() {
  const file = join(folder, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await runModule(['vitest/vitest.mjs', 'run', ...reporters, ...vitestArguments])
  return countVitest(readReport(file), code)
}

function biome() {
  return ['@biomejs/biome/bin/biome', inCI ? 'ci' : 'check', '--error-on-warnings']
}

/** Runs a module of node_modules. A signal that ends it ends us as well, before the next stage. */
async function runModule([module, ...args]) {
  const path = join(packageRoot, 'node_modules', module)
  const code = await runChild(node, [path, ...args], { cwd: packageRoot, env: environment() })
  if (code === 130 || code === 143 || code === 129) process.exit(code)
  return code
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
