/**
 * Numbers of the Linux system call interface. They are the same on x86-64 and arm64, which both use
 * asm-generic; the one difference that matters here, the layout of epoll_event, is in event-loop.ts.
 */
export const AF_INET = 2
export const AF_INET6 = 10
export const AF_PACKET = 17

export const SOCK_STREAM = 1
export const SOCK_DGRAM = 2
export const SOCK_RAW = 3
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000

export const IPPROTO_IP = 0
export const IPPROTO_ICMP = 1
export const IPPROTO_IPV6 = 41
export const IPPROTO_ICMPV6 = 58

export const SOL_SOCKET = 1
export const SO_REUSEADDR = 2
export const SO_ERROR = 4
export const SO_SNDBUF = 7
export const SO_RCVBUF = 8
export const SO_LINGER = 13
export const SO_SNDBUFFORCE = 32
export const SO_RCVBUFFORCE = 33

export const IP_MTU_DISCOVER = 10
export const IP_RECVERR = 11
export const IPV6_MTU_DISCOVER = 23
export const IPV6_RECVERR = 25
export const IPV6_V6ONLY = 26
/** No DF; datagrams longer than the MTU leave in fragments. Same value for IPv6. */
export const PMTUDISC_DONT = 0
/** The kernel's default: DF on what fits the path MTU it knows, fragments for what does not. */
export const PMTUDISC_WANT = 1
/** DF on everything; what exceeds the path MTU fails with EMSGSIZE. */
export const PMTUDISC_DO = 2

export const SOL_PACKET = 263
export const PACKET_STATISTICS = 6
export const PACKET_OUTGOING = 4
export const ETH_P_ALL = 3
/** Time at which the kernel received the frame read last, as a timespec. */
export const SIOCGSTAMPNS = 0x8907

export const MSG_TRUNC = 0x20
export const MSG_NOSIGNAL = 0x4000

export const O_CLOEXEC = 0o2000000
export const O_NONBLOCK = 0o4000
export const F_GETFL = 3
export const F_SETFL = 4
export const CLONE_NEWNET = 0x40000000
export const RLIMIT_NOFILE = 7

export const EPOLL_CLOEXEC = 0o2000000
export const EPOLL_CTL_ADD = 1
export const EPOLL_CTL_DEL = 2
export const EPOLL_CTL_MOD = 3
export const EPOLLERR = 0x8
export const EPOLLIN = 0x1
export const EPOLLOUT = 0x4
export const EPOLLET = 0x80000000
