import { foundInstead, isHidden } from '../program-file.ts'

/** Programs that install a network in the place of podnet's own plan: absolute paths. */
export interface FlannelPrograms {
  flanneld: string
  etcd: string
}

/** What keeps a file from being run inside a cluster. The path is absolute. */
export function daemonProblems(path: string): string[] {
  if (isHidden(path)) return ['expected a program outside /run, which a lab cluster has of its own']
  const found = foundInstead(path)
  return found === undefined ? [] : [`expected a program, found ${found}`]
}
