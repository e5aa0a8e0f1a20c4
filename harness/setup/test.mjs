// `npm test`: sets the machine up, then lint, types and tests. In CI it also makes a container engine and the images of
// real clusters first, which takes half an hour once, and stops an engine that it started. The last line on stdout is
// `N passed, N failed, N skipped`; everything but the tests themselves counts as one test each.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuProblem, userModeTools } from '../user-mode-linux/needs.mjs'
import { runChild } from './child.mjs'
import { add, countStage, countVitest, judgeSkips, lastLine, noTests } from './counts.mjs'
import { choosesKind, engineAnswers } from './kind-stage.mjs'
import { commandLine, environment, packageRoot } from './runtime.mjs'
import { say } from './say.mjs'
import { setUp } from './setup.mjs'
import { expectedSkips } from './skips.mjs'
import { installTestPackages } from './tools.mjs'

const vitestArguments = process.argv.slice(2)
const inCI = process.env.CI === 'true'
const node = setUp()
// A kernel in user space is much for a developer's machine.
installTestPackages(inCI && cpuProblem() === undefined ? userModeTools : {})
const folder = mkdtempSync(join(tmpdir(), 'podnet-test-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const makesEngine = inCI && choosesKind(vitestArguments)
const stopsEngine = makesEngine && !engineAnswers()

const stages = [
  () => stage('lint', biome()),
  () => stage('types', [ofPackage('typescript/bin/tsc'), '--noEmit']),
  ...(makesEngine ? [() => stage('images', [commandLine(), 'images', 'build'])] : []),
  tests,
  ...(stopsEngine ? [stopEngine] : []),
]
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

/** There is nothing to stop where none could be started. */
async function stopEngine() {
  if (!engineAnswers()) return noTests()
  return stage('engine stopped', [join(packageRoot, 'harness', 'setup', 'stop-engine.ts')])
}

async function tests() {
  const file = join(folder, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await runModule([ofPackage('vitest/vitest.mjs'), 'run', ...reporters, ...vitestArguments])
  return countVitest(readReport(file), code)
}

function biome() {
  return [ofPackage('@biomejs/biome/bin/biome'), inCI ? 'ci' : 'check', '--error-on-warnings']
}

function ofPackage(module) {
  return join(packageRoot, 'node_modules', module)
}

/** Runs a module. A signal that ends it ends us as well, before the next stage. */
async function runModule([path, ...args]) {
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
