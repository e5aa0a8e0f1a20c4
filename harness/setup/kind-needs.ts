import { findEngine } from '../../clusters/kind/engine/ensure-engine.ts'
import { isPresent } from '../../clusters/kind/images/build.ts'
import { builtImages } from '../../clusters/kind/images/engine-images.ts'
import { keysOf } from '../../clusters/kind/images/key.ts'
import { missingSteps } from '../../clusters/kind/images/order.ts'
import { allSteps, targets } from '../../clusters/kind/images/steps.ts'
import { findKindProblems } from '../../clusters/kind/problems.ts'

const advice = 'npx podnet images build makes what is missing (as root on Debian or Ubuntu)'

/** Why real clusters cannot run on this machine now, with what to do about it; undefined if they can. */
export async function kindMissing(): Promise<string | undefined> {
  if ((await findEngine()) === undefined) return `no container engine answers; ${advice}`
  const images = await missingImages()
  if (images.length > 0) return `not built, or from other sources: ${images.join(', ')}; ${advice}`
  const problems = await findKindProblems()
  return problems.length === 0 ? undefined : problems.join('; ')
}

/** Names of the steps that `podnet images build` would run. */
async function missingImages(): Promise<string[]> {
  const steps = allSteps()
  const keys = keysOf(steps)
  const images = await builtImages()
  return missingSteps(steps, targets, (step) => isPresent(step, keys.get(step.name) as string, images)).map(
    ({ name }) => name,
  )
}
