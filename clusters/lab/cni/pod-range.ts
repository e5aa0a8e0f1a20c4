import type { PluginConf } from './conf.ts'

/** Stands in a configuration for the podCIDR of the Node that the plugin runs on, as in Calico's documentation. */
const podRangeWord = 'usePodCidr'

/** A configuration, or a part of it, with the Node's podCIDR in every place that asks for it. */
export function withPodRange<Value>(value: Value, podCIDR: string): Value {
  if (value === podRangeWord) return podCIDR as Value
  if (Array.isArray(value)) return value.map((item) => withPodRange(item, podCIDR)) as Value
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withPodRange(part, podCIDR)])) as Value
}

/** One configuration serves every Node: a subnet written out would be the same on all of them. `prefix`: where the plugin stands. */
export function subnetProblems({ ipam }: PluginConf, prefix: string): string[] {
  if (ipam?.type !== 'host-local') return []
  const subnets = subnetsOf(ipam)
  const shown = subnets.length === 0 ? [['subnet', undefined] as const] : subnets
  return shown.flatMap(([where, subnet]) =>
    subnet === podRangeWord
      ? []
      : [
          `${prefix}ipam.${where}: expected "${podRangeWord}", which stands for the podCIDR of each Node, ` +
            `found ${subnet === undefined ? 'nothing' : JSON.stringify(subnet)}`,
        ],
  )
}

/** Every subnet of host-local: the one at the top, those of its ranges. */
function subnetsOf(ipam: Record<string, unknown>): (readonly [where: string, subnet: unknown])[] {
  const sets = Array.isArray(ipam.ranges) ? ipam.ranges : []
  const inRanges = sets.flatMap((set: unknown, outer) =>
    (Array.isArray(set) ? set : []).map(
      (range: { subnet?: unknown } | null, inner: number) =>
        [`ranges[${outer}][${inner}].subnet`, range?.subnet] as const,
    ),
  )
  return [...('subnet' in ipam ? [['subnet', ipam.subnet] as const] : []), ...inRanges]
}
