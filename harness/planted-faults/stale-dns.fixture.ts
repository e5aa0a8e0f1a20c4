import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import packet from 'dns-packet'

// For tests: `node stale-dns.fixture.ts SERVER NAME ADDRESS` answers DNS over UDP on port 5353 as SERVER does, which it
// asks over TCP; but NAME has ADDRESS as well, as of a server that has not heard of a change. Ends by itself.

const [server = '', name, address = ''] = process.argv.slice(2)
const lifetimeMs = 120_000

const socket = createSocket({ type: 'udp4', signal: AbortSignal.timeout(lifetimeMs) })
socket.on('message', (query, { address: client, port }) => {
  const upstream = connect(53, server)
  upstream.on('error', () => {})
  upstream.end(packet.streamEncode(packet.decode(query)))
  const chunks: Buffer[] = []
  upstream.on('data', (chunk) => chunks.push(chunk))
  upstream.on('end', () => {
    const answer = packet.streamDecode(Buffer.concat(chunks))
    const own = (answer.answers ?? []).find((one) => one.type === 'A' && one.name === name)
    if (own?.type === 'A') answer.answers?.push({ ...own, data: address })
    socket.send(packet.encode(answer), port, client)
  })
})
socket.bind(5353)
