import type { ProviderName } from '../../clusters/providers.ts'

/** One problem for each option that was given although its provider is not the one in use. */
export function foreignOptions(owner: ProviderName, provider: ProviderName, given: Record<string, unknown>): string[] {
  if (owner === provider) return []
  return Object.entries(given).flatMap(([option, value]) =>
    value === undefined || (Array.isArray(value) && value.length === 0)
      ? []
      : [`${option} belongs to --provider ${owner}, and this is --provider ${provider}`],
  )
}
