import { z } from 'zod'
import type { NodeFiles } from '../../properties/model/cluster-facts.ts'

/** Prints `x NAME` for each plugin, `- NAME` for one that cannot be executed. */
export const pluginsScript = `cd /opt/cni/bin && for file in *; do
  [ -f "$file" ] && { [ -x "$file" ] && echo "x $file" || echo "- $file"; }
done`

/** Prints name and content, base64, of each file the runtime would take for a configuration, in the order of names. */
export const configurationsScript = `cd /etc/cni/net.d && for file in *; do
  case "$file" in *.conf|*.conflist|*.json) echo "$file $(base64 -w 0 < "$file")";; esac
done`

export const subnetFile = '/run/flannel/subnet.env'

/** Answers of the plugins as libcni keeps them, one JSON object each; those of lo are left out. */
export const resultsScript = `jq -c 'select(.ifName == "eth0") | {containerId, networkName, ips: [.result.ips[].address]}' /var/lib/cni/results/*`

const resultSchema = z.object({ containerId: z.string(), networkName: z.string(), ips: z.array(z.string()) })

const lines = (output: string): string[] => output.split('\n').filter((line) => line !== '')

export function parsePlugins(output: string): NodeFiles['plugins'] {
  return lines(output).map((line) => ({ name: line.slice(2), executable: line.startsWith('x ') }))
}

export function parseConfigurations(output: string): NodeFiles['configurations'] {
  return lines(output).map((line) => {
    const [name = '', content = ''] = line.split(' ')
    return { name, text: Buffer.from(content, 'base64').toString() }
  })
}

/** `NAME=VALUE` lines. */
export function parseEnvironment(output: string): Record<string, string> {
  return Object.fromEntries(
    lines(output).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

/** Addresses without their prefix lengths: a Pod's status has none either. */
export function parseResults(output: string): NodeFiles['results'] {
  return lines(output).map((line) => {
    const { containerId, networkName, ips } = resultSchema.parse(JSON.parse(line))
    return {
      sandboxId: containerId,
      network: networkName,
      addresses: ips.map((address) => address.replace(/\/\d+$/, '')),
    }
  })
}
