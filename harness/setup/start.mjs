// `npm start`: sets the machine up, then checks every network of the lab.
import { become } from './child.mjs'
import { commandLine, environment } from './runtime.mjs'
import { setUp } from './setup.mjs'

const own = process.argv.slice(2)
const choosesNetwork = own.some((argument) => /^--(network|cluster|help)(=|$)/.test(argument))

const node = setUp()
await become(node, [commandLine(), 'check', ...(choosesNetwork ? [] : ['--network', 'all']), ...own], environment())
