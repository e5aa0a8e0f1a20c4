import { createHash } from 'node:crypto'
import { inOrder } from './order.ts'
import type { Step } from './step.ts'

/** Hash of what decides a step's result: its inputs, and the keys of what it builds on, whatever their order. */
export function stepKey(step: Pick<Step, 'name' | 'inputs' | 'dependsOn'>, keyOf: (step: string) => string): string {
  const content = { name: step.name, inputs: step.inputs, builtOn: step.dependsOn.map(keyOf).sort() }
  return createHash('sha256').update(canonical(content)).digest('hex').slice(0, 16)
}

/** The key of every step. Throws Error where `inOrder` does. */
export function keysOf(steps: readonly Step[]): Map<string, string> {
  const keys = new Map<string, string>()
  for (const step of inOrder(steps))
    keys.set(
      step.name,
      stepKey(step, (name) => keys.get(name) as string),
    )
  return keys
}

/** JSON in which the order of an object's members makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  )
}
