interface Node {
  name: string
  dependsOn: string[]
}

/** The steps, each after those it depends on. Throws Error for a step that does not exist and for a circle. */
export function inOrder<Item extends Node>(steps: readonly Item[]): Item[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  const done = new Set<Item>()
  const visit = (name: string, path: readonly string[]): void => {
    const step = byName.get(name)
    if (step === undefined) throw new Error(`${path.at(-1)} depends on ${name}, which is no step`)
    if (path.includes(name)) throw new Error(`steps depend on each other: ${[...path, name].join(' -> ')}`)
    if (done.has(step)) return
    for (const dependency of step.dependsOn) visit(dependency, [...path, name])
    done.add(step)
  }
  for (const { name } of steps) visit(name, [])
  return [...done]
}

/**
 * The steps that have to run for the targets, in order. What is there already needs nothing of what it was built from:
 * a machine that was given the finished image builds no binaries.
 */
export function missingSteps<Item extends Node>(
  steps: readonly Item[],
  targets: readonly string[],
  isPresent: (step: Item) => boolean,
): Item[] {
  const byName = new Map(steps.map((step) => [step.name, step]))
  const missing = new Set<Item>()
  const visit = (name: string): void => {
    const step = byName.get(name)
    if (step === undefined || missing.has(step) || isPresent(step)) return
    missing.add(step)
    step.dependsOn.forEach(visit)
  }
  targets.forEach(visit)
  return inOrder(steps).filter((step) => missing.has(step))
}
