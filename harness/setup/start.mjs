// `npm start`: sets the machine up, then checks every network of the lab. With `--provider kind` it first brings a
// container engine and images, where they are missing, and checks flannel-vxlan on a real cluster.
import { become, runChild } from './child.mjs'
import { commandLine, environment } from './runtime.mjs'
import { setUp } from './setup.mjs'

const own = process.argv.slice(2)
const choosesNetwork = own.some((argument) => /^--(network|cluster|help)(=|$)/.test(argument))
const provider = /--provider[= ](\w+)/.exec(own.join(' '))?.[1] ?? 'lab'
const defaults = {
  lab: ['--network', 'all'],
  kind: ['--network', 'flannel-vxlan', '--nodes', '3', '--pods', '4', '--runs', '5'],
}

const node = setUp()
if (provider === 'kind') {
  const code = await runChild(node, [commandLine(), 'images', 'build'], { env: environment() })
  if (code !== 0) process.exit(code)
}
const filled = choosesNetwork ? [] : (defaults[provider] ?? [])
await become(node, [commandLine(), 'check', ...filled, ...own], environment())
