import koffi from 'koffi'

type Memory = Uint8Array | null

/** null: the C library the process already runs with, whatever its file name is. */
const library = koffi.load(null)

/** errno is read in the same breath as the result: anything this thread does in between may change it. */
function systemCall(signature: string): (...args: unknown[]) => number {
  const call = library.func(signature)
  return (...args) => {
    const result: number = call(...args)
    return result < 0 ? -koffi.errno() : result
  }
}

/**
 * System calls, made synchronously on the main thread: a socket is born in the network namespace the calling
 * thread is in (design section 3), so none of them may be left to a thread pool. A result below 0 is an errno with
 * its sign changed, as the kernel itself returns it.
 */
export const libc = {
  open: systemCall('int open(const char *path, int flags)') as (path: string, flags: number) => number,
  close: systemCall('int close(int fd)') as (fd: number) => number,
  read: systemCall('long read(int fd, void *to, size_t size)') as Transfer,
  write: systemCall('long write(int fd, const void *from, size_t size)') as Transfer,
  fcntl: systemCall('int fcntl(int fd, int command, long value)') as (
    fd: number,
    command: number,
    value: number,
  ) => number,
  ioctl: systemCall('int ioctl(int fd, unsigned long request, void *value)') as (
    fd: number,
    request: number,
    value: Memory,
  ) => number,
  setns: systemCall('int setns(int fd, int kind)') as (fd: number, kind: number) => number,
  getrlimit: systemCall('int getrlimit(int resource, void *limit)') as Limit,
  setrlimit: systemCall('int setrlimit(int resource, const void *limit)') as Limit,

  epollCreate: systemCall('int epoll_create1(int flags)') as (flags: number) => number,
  epollControl: systemCall('int epoll_ctl(int epoll, int operation, int fd, void *event)') as (
    epoll: number,
    operation: number,
    fd: number,
    event: Memory,
  ) => number,
  epollWait: systemCall('int epoll_wait(int epoll, void *events, int capacity, int timeoutMs)') as (
    epoll: number,
    events: Memory,
    capacity: number,
    timeoutMs: number,
  ) => number,

  socket: systemCall('int socket(int family, int type, int protocol)') as (
    family: number,
    type: number,
    protocol: number,
  ) => number,
  bind: systemCall('int bind(int fd, const void *address, uint32_t length)') as WithAddress,
  connect: systemCall('int connect(int fd, const void *address, uint32_t length)') as WithAddress,
  listen: systemCall('int listen(int fd, int backlog)') as (fd: number, backlog: number) => number,
  accept: systemCall('int accept4(int fd, void *address, void *length, int flags)') as (
    fd: number,
    address: Memory,
    length: Memory,
    flags: number,
  ) => number,
  getsockname: systemCall('int getsockname(int fd, void *address, void *length)') as (
    fd: number,
    address: Memory,
    length: Memory,
  ) => number,
  getsockopt: systemCall('int getsockopt(int fd, int level, int option, void *value, void *length)') as (
    fd: number,
    level: number,
    option: number,
    value: Memory,
    length: Memory,
  ) => number,
  setsockopt: systemCall('int setsockopt(int fd, int level, int option, const void *value, uint32_t length)') as (
    fd: number,
    level: number,
    option: number,
    value: Memory,
    length: number,
  ) => number,
  send: systemCall('long send(int fd, const void *from, size_t size, int flags)') as FlaggedTransfer,
  recv: systemCall('long recv(int fd, void *to, size_t size, int flags)') as FlaggedTransfer,
  sendto: systemCall(
    'long sendto(int fd, const void *from, size_t size, int flags, const void *address, uint32_t length)',
  ) as (fd: number, from: Memory, size: number, flags: number, address: Memory, length: number) => number,
  recvfrom: systemCall('long recvfrom(int fd, void *to, size_t size, int flags, void *address, void *length)') as (
    fd: number,
    to: Memory,
    size: number,
    flags: number,
    address: Memory,
    length: Memory,
  ) => number,
  deviceIndex: library.func('unsigned int if_nametoindex(const char *name)') as (name: string) => number,
}

type Transfer = (fd: number, memory: Memory, size: number) => number
type FlaggedTransfer = (fd: number, memory: Memory, size: number, flags: number) => number
type WithAddress = (fd: number, address: Memory, length: number) => number
type Limit = (resource: number, limit: Memory) => number
