import { resolve } from 'node:path'
import { daemonProblems } from '../../clusters/lab/flanneld/programs.ts'
import type { LabOptions } from '../../clusters/lab/options.ts'

/** Reads `--flanneld FILE --etcd FILE`; adds a problem for each thing that is wrong with either. */
export function readFlannel(
  flanneld: string | undefined,
  etcd: string | undefined,
  problems: string[],
): Pick<LabOptions, 'flannel'> {
  if (flanneld === undefined && etcd === undefined) return {}
  if (etcd === undefined) {
    problems.push(`--flanneld ${flanneld}: --etcd is missing; name the etcd program that flanneld keeps its leases in`)
  }
  if (flanneld === undefined) problems.push(`--etcd ${etcd}: --flanneld is missing; name the program to check`)
  for (const [option, file] of [
    ['--flanneld', flanneld],
    ['--etcd', etcd],
  ] as const) {
    const found = file === undefined ? [] : daemonProblems(resolve(file))
    problems.push(...found.map((problem) => `${option} ${file}: ${problem}`))
  }
  if (flanneld === undefined || etcd === undefined) return {}
  return { flannel: { flanneld: resolve(flanneld), etcd: resolve(etcd) } }
}
