import type { Reporter } from './reporter.ts'

/** The run record itself: the same text as `run.json`. */
export const json: Reporter = {
  name: 'json',
  title: 'the run record, as in run.json',
  file: 'report.json',
  render: (record) => `${JSON.stringify(record, undefined, 2)}\n`,
}
