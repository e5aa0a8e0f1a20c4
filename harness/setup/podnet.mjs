#!/usr/bin/env node
// The `podnet` command. Finds a Node that is new enough and starts the command line with it; installs nothing.
import { become } from './child.mjs'
import { commandLine, environment, findNode, noNode } from './runtime.mjs'
import { refuse } from './say.mjs'

const node = findNode() ?? refuse(noNode())
await become(node, [commandLine(), ...process.argv.slice(2)], environment())
