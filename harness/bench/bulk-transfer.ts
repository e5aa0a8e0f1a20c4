import { createServer, connect as open, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

// Handed to node as text, in a Pod's namespace of whatever machine: `receive PORT` prints the bytes per second of one
// connection, from its first byte to its last; `send PORT ADDRESS MILLISECONDS` fills one for so long.
const [, role, port = '', address = '', timeMs = ''] = process.argv

if (role === 'receive') receive()
else await send()

function receive(): void {
  const server = createServer((socket) => {
    server.close()
    let bytes = 0
    let startedAt: number | undefined
    socket.on('data', (chunk) => {
      startedAt ??= performance.now()
      bytes += chunk.length
    })
    socket.on('end', () => {
      process.stdout.write(`${bytes / ((performance.now() - (startedAt ?? 0)) / 1000)}\n`)
      socket.end()
    })
  }).listen(Number(port))
}

async function send(): Promise<void> {
  const socket = await connect()
  const chunk = Buffer.alloc(256 * 1024)
  const endMs = performance.now() + Number(timeMs)
  const fill = (): void => {
    while (performance.now() < endMs) if (!socket.write(chunk)) return
    socket.end()
  }
  socket.on('drain', fill)
  fill()
}

/** The receiver may still be on its way. */
async function connect(): Promise<Socket> {
  for (let attempt = 1; ; attempt++) {
    const socket = open(Number(port), address)
    const error = await new Promise<Error | undefined>((resolve) => {
      socket.once('connect', () => resolve(undefined)).once('error', resolve)
    })
    if (error === undefined) return socket
    if (attempt === 200) throw error
    await wait(50)
  }
}
