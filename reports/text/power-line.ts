import type { ProfileResult } from '../../properties/model/run-record.ts'
import { count } from './words.ts'

/**
 * What the clean cases exclude with 95 % confidence, for the run and for the Service class that fewest of them had, and
 * how many cells were filled; nothing where none was clean.
 */
export function powerLine({ clean, cells, checks }: ProfileResult): string[] {
  const filled = cells === undefined ? [] : [`cells: ${cells.filled} of ${cells.possible} filled`]
  if (clean === undefined || checks.refuted > 0) return filled
  const rarest = Object.entries(clean.serviceClasses).toSorted(([, a], [, b]) => a.cases - b.cases)[0]
  const ofClass =
    rarest === undefined
      ? ''
      : `, ${percent(rarest[1].excludes)} by Service class (fewest: ${rarest[0]}, ${rarest[1].cases})`
  const power = `${count(clean.cases, 'clean case')} ${clean.cases === 1 ? 'excludes' : 'exclude'} (95 %) what shows in ${percent(clean.excludes)} of cases or more${ofClass}`
  return [[power, ...filled].join('; ')]
}

/** Rounded up: less than that is not excluded. */
function percent(share: number): string {
  const digits = share < 0.01 ? 100 : share < 0.1 ? 10 : 1
  return `${Math.ceil(share * 100 * digits) / digits} %`
}
