import { check } from '../../clusters/agent/errno.ts'
import { libc } from '../../clusters/agent/libc.ts'
import { SO_LINGER, SOCK_CLOEXEC, SOCK_STREAM, SOL_SOCKET } from '../../clusters/agent/linux.ts'
import { addressFamily, encodeSocketAddress } from '../../clusters/agent/socket-address.ts'

// `bare-connect.ts ADDRESS PORT COUNT`: connects and closes COUNT times, one at a time, and prints the seconds it took.
// No exchange and no record: what the same runtime can do at most on this machine with one loop.
const [address = '', port = '', count = ''] = process.argv.slice(2)
const target = encodeSocketAddress({ address, port: Number(port) })
const resetOnClose = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])

const startedAt = performance.now()
for (let made = 0; made < Number(count); made++) {
  const fd = check(libc.socket(addressFamily(address), SOCK_STREAM | SOCK_CLOEXEC, 0), 'socket')
  check(libc.connect(fd, target, target.length), 'connect')
  libc.setsockopt(fd, SOL_SOCKET, SO_LINGER, resetOnClose, resetOnClose.length)
  libc.close(fd)
}
console.log((performance.now() - startedAt) / 1000)
