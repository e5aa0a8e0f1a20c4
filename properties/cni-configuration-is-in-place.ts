import { differs, type Problem, structuralCheck, unsupportedCheck } from './checks.ts'
import { checkCluster, checkNodeFiles, parseJson } from './cluster-checks.ts'
import type { KubernetesFacts, NodeFiles } from './model/cluster-facts.ts'
import { nodePlace, podPlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import type { Property } from './property.ts'

const id = 'cni-configuration-is-in-place'

export const cniConfigurationIsInPlace: Property = {
  id,
  claim:
    "Every Node's runtime finds the network's CNI configuration and the plugins it names, and has called them for each Pod.",
  claims: ['C25', 'C26', 'C27', 'C28'],
  level: 'extended',
  needs: [],
  judge: (world, evidence) =>
    checkCluster(id, ['cni-plugins', 'cni-configuration', 'cni-called'], evidence, ({ files, kubernetes }) =>
      checkNodeFiles(id, 'cni-configuration', world, { files, kubernetes }, ({ name }, own) => {
        const configuration = parseConfiguration(own.configurations[0]?.text)
        return [
          plugins(name, own, configuration),
          configured(name, own, kubernetes),
          ...called(world, name, own, configuration?.name),
        ]
      }),
    ),
}

interface Configuration {
  name?: string
  plugins?: Plugin[]
}

interface Plugin {
  type: string
  ipam?: { type?: string }
  delegate?: { type?: string }
}

function parseConfiguration(text: string | undefined): Configuration | undefined {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null ? value : undefined
}

function plugins(nodeName: string, { plugins }: NodeFiles, configuration: Configuration | undefined): Check {
  const needed = (configuration?.plugins ?? []).flatMap(programsOf)
  const problems: Problem[] = needed.flatMap((program) => {
    const file = plugins.find(({ name }) => name === program)
    if (file?.executable) return []
    return [{ expected: `plugin ${program}`, observed: file ? `${program} is not executable` : `no ${program}` }]
  })
  const named = needed.length > 0 ? [] : [{ expected: 'a configuration that names plugins', observed: 'none' }]
  return structuralCheck(id, 'cni-plugins', `${nodePlace(nodeName)} /opt/cni/bin`, [...named, ...problems])
}

/** The flannel plugin calls `bridge` for the devices, unless told otherwise, and host-local for the address (datapath 1.2). */
function programsOf({ type, ipam, delegate }: Plugin): string[] {
  const others = type === 'flannel' ? [delegate?.type ?? 'bridge', 'host-local'] : [ipam?.type ?? type]
  return [...new Set([type, ...others])]
}

function configured(nodeName: string, { configurations }: NodeFiles, kubernetes: KubernetesFacts): Check {
  const subject = `${nodePlace(nodeName)} /etc/cni/net.d`
  const wanted = kubernetes.networkConfiguration?.['cni-conf.json']
  if (wanted === undefined)
    return unsupportedCheck(id, 'cni-configuration', subject, 'the network has no ConfigMap with a cni-conf.json')
  const [first] = configurations
  return structuralCheck(
    id,
    'cni-configuration',
    subject,
    differs(`${first?.name ?? 'first file'} holds`, sorted(parseJson(wanted)), sorted(parseJson(first?.text))),
  )
}

/** JSON with the keys of every object in one order. */
function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

function called(world: World, nodeName: string, files: NodeFiles, network: string | undefined): Check[] {
  const pods = world.networkPods.filter((pod) => pod.nodeName === nodeName)
  return pods.flatMap((pod) => {
    const sandbox = files.containers?.find((container) => container.pod === pod.name && container.name === undefined)
    if (sandbox === undefined) return []
    const kept = files.results.find((result) => result.sandboxId === sandbox.id)
    return [
      structuralCheck(
        id,
        'cni-called',
        podPlace(pod.name),
        differs('answer of the plugins of', network, kept?.network),
      ),
    ]
  })
}
