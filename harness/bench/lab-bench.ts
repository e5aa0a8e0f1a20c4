import { parseArgs } from 'node:util'
import { max, median, min } from 'simple-statistics'
import { startTwoAgents } from '../../clusters/agent/two-agents.ts'
import { type Contender, contenders } from './contenders.ts'

// `npm run bench [-- --json] [-- --rounds N]`: connections per second over one veth pair, podnet's agents beside one
// process per probe and a bare loop. Data on stdout, progress on stderr. Needs root or user namespaces.

interface Rate {
  name: string
  records: string
  rounds: number
  medianPerSecond: number
  minimumPerSecond: number
  maximumPerSecond: number
  /** Of the medians, to one process per probe in parallel, which is the faster of the two usual ways. */
  ratio: number
}

const usual = 'ip netns exec, one process per probe, '

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '3' } } })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 3) throw new RangeError('--rounds must be 3 or more')
  const agents = await startTwoAgents()
  try {
    const rates = summarise(await measure(contenders(agents.client), rounds))
    process.stdout.write(values.json ? `${JSON.stringify(rates, null, 2)}\n` : table(rates))
  } finally {
    await agents.stop()
  }
}

interface Measured {
  contender: Contender
  rates: number[]
}

/** A warm-up, then the rounds; each round starts with another contender, so that none always runs on a warm machine. */
async function measure(all: Contender[], rounds: number): Promise<Measured[]> {
  const measured = all.map((contender) => ({ contender, rates: [] as number[] }))
  for (const { contender } of measured) await contender.run(Math.ceil(contender.count / 20))
  for (let round = 0; round < rounds; round++) {
    const order = measured.map((_, index) => measured[(index + round) % measured.length] as Measured)
    for (const { contender, rates } of order) {
      const rate = contender.count / (await contender.run(contender.count))
      rates.push(rate)
      process.stderr.write(`round ${round + 1} of ${rounds}: ${contender.name}: ${Math.round(rate)}/s\n`)
    }
  }
  return measured
}

function summarise(measured: Measured[]): Rate[] {
  const usualRates = measured.filter(({ contender }) => contender.name.startsWith(usual))
  const reference = max(usualRates.map(({ rates }) => median(rates)))
  return measured.map(({ contender: { name, records }, rates }) => ({
    name,
    records,
    rounds: rates.length,
    medianPerSecond: Math.round(median(rates)),
    minimumPerSecond: Math.round(min(rates)),
    maximumPerSecond: Math.round(max(rates)),
    ratio: Math.round((median(rates) / reference) * 10) / 10,
  }))
}

function table(rates: Rate[]): string {
  const head = ['contender', 'records', 'median/s', 'min/s', 'max/s', 'ratio']
  const rows = rates.map((rate) => [
    rate.name,
    rate.records,
    `${rate.medianPerSecond}`,
    `${rate.minimumPerSecond}`,
    `${rate.maximumPerSecond}`,
    rate.ratio.toFixed(1),
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return `${[head, ...rows].map(line).join('\n')}\n`
}

await main()
