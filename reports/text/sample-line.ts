import type { ProfileResult } from '../../properties/model/run-record.ts'

/** What a sample of pairs hit, of what there was; nothing where all pairs were probed. */
export function sampleLine({ sample }: ProfileResult): string[] {
  if (sample === undefined) return []
  const { pairs, classes, clientNodes, targetNodes, clientPods, targetPods } = sample
  return [
    `sample: ${ofAll(pairs)} pairs, ${ofAll(classes)} classes of pairs; ` +
      `Nodes: ${ofAll(clientNodes)} as clients, ${ofAll(targetNodes)} as targets; ` +
      `Pods: ${ofAll(clientPods)} as clients, ${ofAll(targetPods)} as targets`,
  ]
}

const ofAll = ({ hit, possible }: { hit: number; possible: number }): string =>
  `${hit.toLocaleString('en-US')} of ${possible.toLocaleString('en-US')}`
