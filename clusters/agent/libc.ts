import koffi from 'koffi'

type Memory = Uint8Array | null

/** null: the C library the process already runs with, whatever its file name is. */
const library = koffi.load(null)

/**
 * System calls, made synchronously on the main thread: a socket is born in the network namespace the calling
 * thread is in (design section 3), so none of them may be left to a thread pool. A result below 0 is an error;
 * read it with `lastErrno` before any other call.
 */
export const libc = {
  open: library.func('int open(const char *path, int flags)') as (path: string, flags: number) => number,
  close: library.func('int close(int fd)') as (fd: number) => number,
  read: library.func('long read(int fd, void *to, size_t size)') as Transfer,
  write: library.func('long write(int fd, const void *from, size_t size)') as Transfer,
  fcntl: library.func('int fcntl(int fd, int command, long value)') as (
    fd: number,
    command: number,
    value: number,
  ) => number,
  ioctl: library.func('int ioctl(int fd, unsigned long request, void *value)') as (
    fd: number,
    request: number,
    value: Memory,
  ) => number,
  setns: library.func('int setns(int fd, int kind)') as (fd: number, kind: number) => number,
  getrlimit: library.func('int getrlimit(int resource, void *limit)') as Limit,
  setrlimit: library.func('int setrlimit(int resource, const void *limit)') as Limit,

  epollCreate: library.func('int epoll_create1(int flags)') as (flags: number) => number,
  epollControl: library.func('int epoll_ctl(int epoll, int operation, int fd, void *event)') as (
    epoll: number,
    operation: number,
    fd: number,
    event: Memory,
  ) => number,
  epollWait: library.func('int epoll_wait(int epoll, void *events, int capacity, int timeoutMs)') as (
    epoll: number,
    events: Memory,
    capacity: number,
    timeoutMs: number,
  ) => number,

  socket: library.func('int socket(int family, int type, int protocol)') as (
    family: number,
    type: number,
    protocol: number,
  ) => number,
  bind: library.func('int bind(int fd, const void *address, uint32_t length)') as WithAddress,
  connect: library.func('int connect(int fd, const void *address, uint32_t length)') as WithAddress,
  listen: library.func('int listen(int fd, int backlog)') as (fd: number, backlog: number) => number,
  accept: library.func('int accept4(int fd, void *address, void *length, int flags)') as (
    fd: number,
    address: Memory,
    length: Memory,
    flags: number,
  ) => number,
  getsockname: library.func('int getsockname(int fd, void *address, void *length)') as (
    fd: number,
    address: Memory,
    length: Memory,
  ) => number,
  getsockopt: library.func('int getsockopt(int fd, int level, int option, void *value, void *length)') as (
    fd: number,
    level: number,
    option: number,
    value: Memory,
    length: Memory,
  ) => number,
  setsockopt: library.func('int setsockopt(int fd, int level, int option, const void *value, uint32_t length)') as (
    fd: number,
    level: number,
    option: number,
    value: Memory,
    length: number,
  ) => number,
  send: library.func('long send(int fd, const void *from, size_t size, int flags)') as FlaggedTransfer,
  recv: library.func('long recv(int fd, void *to, size_t size, int flags)') as FlaggedTransfer,
  sendto: library.func(
    'long sendto(int fd, const void *from, size_t size, int flags, const void *address, uint32_t length)',
  ) as (fd: number, from: Memory, size: number, flags: number, address: Memory, length: number) => number,
  recvfrom: library.func('long recvfrom(int fd, void *to, size_t size, int flags, void *address, void *length)') as (
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

/** The errno of the call just made. */
export const lastErrno = (): number => koffi.errno()
