import type { Network } from '../../properties/model/networks/network.ts'
import type { SampleShares } from '../../properties/model/profile-shares.ts'
import type { ProfileResult } from '../../properties/model/run-record.ts'
import type { ProxyMode } from '../../properties/model/services/proxy.ts'
import { binomialTails } from '../../properties/statistics.ts'
import { emptyDefect, noCounts } from './tally.ts'

/** `flannel-vxlan/iptables/ipv4`. */
export const profileName = ({ name }: Pick<Network, 'name'>, proxy: ProxyMode | 'none'): string =>
  `${name}/${proxy}/ipv4`

/** A profile before its first case. */
export function emptyProfile(
  network: Pick<Network, 'name' | 'defects'>,
  proxy: ProxyMode | 'none',
  casesPlanned: number,
  pairsPerCase?: number,
): ProfileResult {
  return {
    profile: profileName(network, proxy),
    network: network.name,
    verdict: 'unsupported',
    reasons: [],
    casesPlanned,
    cases: 0,
    nodesPerCase: [],
    podsPerCase: [],
    pairs: 0,
    probes: 0,
    ...(pairsPerCase !== undefined && { sample: { pairsPerCase, ...noShares() } }),
    checks: noCounts(),
    properties: {},
    rules: {},
    coverage: {},
    defects: network.defects.map(emptyDefect),
    counterexamples: [],
    durationMs: 0,
  }
}

const noShares = (): SampleShares => {
  const share = () => ({ hit: 0, possible: 0 })
  return {
    pairs: share(),
    classes: share(),
    clientNodes: share(),
    targetNodes: share(),
    clientPods: share(),
    targetPods: share(),
  }
}

/** Sets the verdict from what was counted. Fewer cases than promised, or none with a probe, prove nothing: inconclusive. */
export function concludeProfile(profile: ProfileResult): void {
  const { checks, cases, casesPlanned } = profile
  if (checks.refuted > 0) {
    profile.verdict = 'refuted'
    return
  }
  if (cases < casesPlanned) profile.reasons.push(`${cases} of ${casesPlanned} cases were made`)
  profile.reasons.push(...coverageReasons(profile), ...chanceReasons(profile))
  if (checks.inconclusive > 0) profile.reasons.push(`${checks.inconclusive} checks could not be decided`)
  if (cases > 0 && checks.holds + checks.knownDefects === 0) profile.reasons.push('nothing was checked')
  profile.verdict = profile.reasons.length > 0 ? 'inconclusive' : 'holds'
}

/** A run of a healthy cluster is called into question by this once in so many times. */
const chanceRate = 1e-3

/** What chance explains once in many probes may not explain many of them. */
function chanceReasons({ defects, probes }: ProfileResult): string[] {
  return defects.flatMap(({ id, seen, perProbe }) => {
    if (perProbe === undefined || seen === 0) return []
    const { atLeast } = binomialTails(Math.max(probes, seen), perProbe, seen)
    if (atLeast >= chanceRate) return []
    const oneIn = Math.round(1 / perProbe).toLocaleString('en-US')
    return [
      `${id} would explain ${seen} of ${probes.toLocaleString('en-US')} probes: more than chance does, which is one in ${oneIn}`,
    ]
  })
}

/** Cells that a reason names; all of them are in the record. */
const namedCells = 5

function coverageReasons({ cells }: ProfileResult): string[] {
  if (cells?.asked === undefined) return []
  const { filled, possible, missing, asked } = cells
  if (filled * 100 >= asked * possible) return []
  const named = missing.slice(0, namedCells).join(', ')
  const rest = missing.length > namedCells ? ` and ${missing.length - namedCells} more` : ''
  return [`${filled} of ${possible} cells were filled, fewer than ${asked} %; not ${named}${rest}`]
}
