import type { ProfileResult } from '../../properties/model/run-record.ts'
import { count } from './words.ts'

/** Known defects of a network whose conditions occurred in this run: how often each showed. */
export function defectLines(profile: ProfileResult): string[] {
  return profile.defects
    .filter(({ occurred }) => occurred > 0)
    .map(({ id, title, occurred, seen }) =>
      seen === 0
        ? `known defect ${id} NOT seen although its conditions occurred ${count(occurred, 'time')}: ${title}`
        : `known defect ${id} seen ${seen.toLocaleString('en-US')} of ${count(occurred, 'time')}: ${title}`,
    )
}
