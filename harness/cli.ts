import { sweepEngine } from '../clusters/kind/sweep-engine.ts'
import { sweep } from '../clusters/ledger/sweep.ts'
import { makeProviders } from '../clusters/providers.ts'
import { removers } from '../clusters/removers.ts'
import { rules } from '../properties/model/rules.ts'
import { properties } from '../properties/registry.ts'
import { leave } from './exit.ts'
import { main } from './main.ts'
import { createPrinter, tolerateClosedPipes } from './print.ts'
import { runCheck } from './run/run-check.ts'

tolerateClosedPipes()
leave(
  await main(process.argv.slice(2), {
    providers: makeProviders,
    runCheck,
    sweep: async (options, problems) => {
      const clusters = await sweep({ ...options, removers }, problems)
      return [...clusters, ...(await sweepEngine(options, problems))]
    },
    properties,
    rules,
    printer: createPrinter,
  }),
)
