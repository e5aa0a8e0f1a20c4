import { type PlaceId, placeKind, placeName } from '../../properties/model/place.ts'
import type { KindState } from './state.ts'

/**
 * Arguments of `docker` that run a command in a place: in a Node's container, in the network namespace of a Pod there,
 * or in the host outside. A terminal is passed on. Throws Error for a Node or Pod the cluster does not have.
 */
export function executeArguments(
  place: PlaceId,
  argv: readonly string[],
  { containers, scenario, running }: Pick<KindState, 'containers' | 'scenario' | 'running'>,
  external: string,
  isTerminal: boolean,
): string[] {
  const exec = ['exec', '--interactive', ...(isTerminal ? ['--tty'] : [])]
  const name = placeName(place)
  if (placeKind(place) === 'external') return [...exec, external, ...argv]
  if (placeKind(place) === 'node') return [...exec, containerOf(containers, name), ...argv]
  const pod = scenario.pods.find((pod) => pod.name === name)
  const pid = running[name]?.sandboxPid
  if (pod === undefined || pid === undefined) throw new Error(`no Pod ${name} runs in this cluster`)
  const enter = ['nsenter', `--net=/proc/${pid}/ns/net`, '--']
  return [...exec, containerOf(containers, pod.nodeName), ...enter, ...argv]
}

function containerOf(containers: Readonly<Record<string, string>>, node: string): string {
  const container = containers[node]
  if (container === undefined) throw new Error(`no node ${node} in this cluster`)
  return container
}
