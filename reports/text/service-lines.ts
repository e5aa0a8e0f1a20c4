import type { ProfileResult } from '../../properties/model/run-record.ts'

/** How many Services of each class the cases had, and the classes that none had; nothing without Services. */
export function serviceLines({ serviceClasses }: ProfileResult): string[] {
  if (serviceClasses === undefined) return []
  const all = Object.entries(serviceClasses)
  const had = all
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `${name} ${number.toLocaleString('en-US')}`)
  const missed = all.filter(([, number]) => number === 0).map(([name]) => name)
  return [
    `Services by class: ${had.join(', ')}`,
    ...(missed.length === 0 ? [] : [`classes no Service had: ${missed.join(', ')}`]),
  ]
}
