import { randomUUID } from 'node:crypto'
import { ControlChannel } from './control-channel.ts'
import { raiseDescriptorLimit } from './descriptor-limit.ts'
import { EventLoop } from './event-loop.ts'
import type { Hello } from './protocol.ts'
import { Requests } from './requests.ts'

// The program on each node. It speaks protocol.ts over stdin and stdout, and ends when its stdin ends: the controller
// is gone then, and nobody else would end an agent that `docker exec` started (design: agent life).
raiseDescriptorLimit()
const loop = new EventLoop()
const requests = new Requests(loop, (response) => channel.send(response))
const channel = new ControlChannel(
  loop,
  (line) => requests.add(line),
  () => process.exit(0),
)
channel.send({ kind: 'hello', protocol: 1, pid: process.pid, startId: randomUUID() } satisfies Hello)
loop.run()
