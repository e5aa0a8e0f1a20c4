import type { ProfileResult } from '../../properties/model/run-record.ts'

/**
 * How many Services of each class the cases had, the classes that none had, and those that none can have with the reason;
 * nothing without Services.
 */
export function serviceLines({ serviceClasses, unsupportedClasses = {} }: ProfileResult): string[] {
  if (serviceClasses === undefined) return []
  const all = Object.entries(serviceClasses)
  const had = all
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${number.toLocaleString('en-US')}`)
  const missed = all.filter(([, number]) => number === 0).map(([name]) => name)
  const byReason = Map.groupBy(Object.entries(unsupportedClasses), ([, reason]) => reason)
  const unsupported = [...byReason].map(([reason, ones]) => `${ones.map(([name]) => name).join(', ')} (${reason})`)
  return [
    `Services by class: ${had.join(', ')}`,
    ...(missed.length === 0 ? [] : [`classes no Service had: ${missed.join(', ')}`]),
    ...(unsupported.length === 0 ? [] : [`classes unsupported by this proxy: ${unsupported.join('; ')}`]),
  ]
}
