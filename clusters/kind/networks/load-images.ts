import type { V1Node } from '@kubernetes/client-node'
import { runChecked } from '../../host/process.ts'
import { foundKind } from '../cluster/create.ts'
import { hasImage } from '../cluster/docker.ts'

/**
 * Brings images into the Nodes that they lack and this machine's engine has: a user's own build beside Nodes of other
 * origin. What neither has the Nodes pull themselves, as in any cluster. Throws CommandFailed, or the signal's reason.
 */
export async function loadImages(
  kindName: string,
  images: readonly string[],
  nodes: readonly V1Node[],
  signal: AbortSignal,
): Promise<void> {
  const missing = missingImages(images, nodes)
  const here = await Promise.all(missing.map(hasImage))
  const load = missing.filter((_, index) => here[index])
  if (load.length === 0) return
  const args = ['load', 'docker-image', '--name', kindName, ...load]
  await runChecked(foundKind(), args, { signal, timeoutMs: 5 * 60_000 })
}

/** Those that not every Node holds. A Node knows `a/b:1` as `docker.io/a/b:1`. */
export function missingImages(images: readonly string[], nodes: readonly V1Node[]): string[] {
  const holds = ({ status }: V1Node, image: string) =>
    status?.images?.some(({ names }) => names?.some((name) => name === image || name.endsWith(`/${image}`))) ?? false
  return [...new Set(images)].filter((image) => !nodes.every((node) => holds(node, image)))
}
