import type { V1Node } from '@kubernetes/client-node'
import { runChecked } from '../../host/process.ts'
import { foundKind } from '../cluster/create.ts'
import type { Parts } from './find-parts.ts'

/**
 * Brings the network's images from the engine into the Nodes, those that the Nodes hold already left out. Images of the
 * user's are always brought: a Node may hold another one of the same name. Throws CommandFailed, or the signal's reason.
 */
export async function loadImages(
  kindName: string,
  { networkImages, usersImages }: Parts,
  nodes: readonly V1Node[],
  signal: AbortSignal,
): Promise<void> {
  const load = [...new Set([...missingImages(networkImages, nodes), ...usersImages])]
  if (load.length === 0) return
  const args = ['load', 'docker-image', '--name', kindName, ...load]
  await runChecked(foundKind(), args, { signal, timeoutMs: 10 * 60_000 })
}

/** Those that not every Node holds. A Node knows `a/b:1` as `docker.io/a/b:1`. */
export function missingImages(images: readonly string[], nodes: readonly V1Node[]): string[] {
  const holds = ({ status }: V1Node, image: string) =>
    status?.images?.some(({ names }) => names?.some((name) => name === image || name.endsWith(`/${image}`))) ?? false
  return [...new Set(images)].filter((image) => !nodes.every((node) => holds(node, image)))
}
