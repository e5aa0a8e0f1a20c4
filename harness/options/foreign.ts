import type { ProviderName } from '../../clusters/providers.ts'

/** One problem for each option that was given although its provider is not the one in use. */
export function foreignOptions(owner: ProviderName, provider: ProviderName, given: Record<string, unknown>): string[] {
  if (owner === provider) return []
  return namesOf(given).map((option) => `${option} belongs to --provider ${owner}, and this is --provider ${provider}`)
}

/** A problem where options say how to make a cluster although one that runs was named: what they bring would not be checked. */
export function makingOptions(
  owner: ProviderName,
  provider: ProviderName,
  given: Record<string, unknown>,
  cluster: string | undefined,
): string[] {
  const options = namesOf(given)
  if (owner !== provider || cluster === undefined || options.length === 0) return []
  return [`${options.join(', ')}: cluster ${cluster} runs as it was made; leave out how to make one`]
}

const namesOf = (given: Record<string, unknown>): string[] =>
  Object.entries(given).flatMap(([option, value]) =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [option],
  )
