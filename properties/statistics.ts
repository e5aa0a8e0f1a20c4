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
