import { z } from 'zod'

/** Versions of the CNI protocol whose results podnet understands. */
const versions = ['0.3.1', '0.4.0', '1.0.0'] as const

/** Names become part of paths: the CNI specification's pattern has no slash. */
const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/

const nameWords = 'a name of letters, digits, "_", "." and "-"; for example "podnet"'
const programWords = 'the file name of a plugin; for example'

/** What a plugin gets on stdin, but for what the runtime adds. Everything podnet does not know is the plugin's. */
const pluginConfSchema = z.looseObject({
  type: z.string(`${programWords} "bridge"`).regex(namePattern, `${programWords} "bridge"`),
  ipam: z
    .looseObject(
      { type: z.string(`${programWords} "host-local"`).regex(namePattern, `${programWords} "host-local"`).optional() },
      'an object; for example {"type": "host-local", "subnet": "usePodCidr"}',
    )
    .optional(),
  capabilities: z.record(z.string(), z.boolean(), 'an object such as {"portMappings": true}').optional(),
})
export type PluginConf = z.infer<typeof pluginConfSchema>

/** A list of plugins that attach a Pod one after the other. */
export const cniConfSchema = z.object({
  name: z.string(nameWords).regex(namePattern, nameWords),
  cniVersion: z.enum(versions, `one of ${versions.join(', ')}`),
  plugins: z.array(pluginConfSchema, 'a list of plugins').min(1, 'at least one plugin'),
})
export type CniConf = z.infer<typeof cniConfSchema>

/** Plugins with the folder their programs lie in. */
export interface CniPlugins {
  conf: CniConf
  /** Absolute path, as the plugins get it in CNI_PATH. */
  folder: string
}
