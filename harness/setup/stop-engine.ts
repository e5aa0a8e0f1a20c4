import { containersLeft } from '../../clusters/kind/engine/containers-left.ts'
import { stopEngine } from '../../clusters/kind/engine/stop-engine.ts'
import { exitCodes, leave } from '../exit.ts'
import { createPrinter } from '../print.ts'

// `stop-engine.ts`: ends the container engine that podnet started, once no container is left in it. A container that
// is left is a failure: whoever made it did not clean up, or still works with it.
const printer = createPrinter()
const left = await containersLeft()
if (left.length > 0) {
  printer.complain(`podnet: the engine was not stopped, since containers are left in it: ${left.join(', ')}`)
  leave(exitCodes.failed)
}
for (const sentence of await stopEngine()) printer.talk(sentence)
