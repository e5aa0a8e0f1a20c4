/** 97.5 % quantile of the standard normal distribution: two-sided 95 %. */
const z = 1.959964

/** Wilson's score interval for a share, 95 %, both ends between 0 and 1 (E. B. Wilson, JASA 22, 1927). `made` must be at least 1. */
export function wilsonInterval(hits: number, made: number): [low: number, high: number] {
  const share = hits / made
  const centre = share + (z * z) / (2 * made)
  const margin = z * Math.sqrt((share * (1 - share)) / made + (z * z) / (4 * made * made))
  const scale = 1 + (z * z) / made
  return [Math.max(0, (centre - margin) / scale), Math.min(1, (centre + margin) / scale)]
}

/**
 * Share of checks of a healthy cluster that may be refuted by chance: of what is drawn at random, each check is made so
 * sharp and no sharper. A hundred cases of twenty Services on five Nodes are some 20,000 such checks.
 */
export const falseAlarmRate = 1e-9

/**
 * Calls after which each of `choices` equally likely answers was seen, but for the false-alarm rate: the least n with
 * choices * (1 - 1/choices)^n <= rate (the union bound of the coupon collector; W. Feller, An Introduction to Probability
 * Theory, vol. 1, IV.1). 124 for six choices; 1 where there is no choice.
 */
export function callsToSeeAll(choices: number, rate = falseAlarmRate): number {
  return choices <= 1 ? 1 : Math.ceil(Math.log(rate / choices) / Math.log1p(-1 / choices))
}

/** The same until one certain answer was seen: the least n with (1 - 1/choices)^n <= rate. */
export function callsToSeeOne(choices: number, rate = falseAlarmRate): number {
  return choices <= 1 ? 1 : Math.ceil(Math.log(rate) / Math.log1p(-1 / choices))
}

/** Both tails of a binomial distribution: how likely `hits` of `made` or fewer are, and `hits` or more. */
export function binomialTails(made: number, share: number, hits: number): { atMost: number; atLeast: number } {
  let probability = (1 - share) ** made
  let below = 0
  let above = 0
  for (let n = 0; n <= made; n += 1) {
    if (n <= hits) below += probability
    if (n >= hits) above += probability
    probability *= ((made - n) / (n + 1)) * (share / (1 - share))
  }
  return { atMost: Math.min(1, below), atLeast: Math.min(1, above) }
}

/**
 * What so many clean cases exclude: with 95 % confidence a fault that shows in this share of cases or more would have shown.
 * The largest p with (1 - p)^clean >= 0.05; 3/clean for many cases, the rule of three (J. A. Hanley and A. Lippman-Hand,
 * JAMA 249, 1983). 1 without a clean case: nothing is excluded.
 */
export const excludedRate = (clean: number): number => (clean === 0 ? 1 : 1 - 0.05 ** (1 / clean))
