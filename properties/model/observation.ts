import type { DnsRecord } from './services/dns/cluster-dns.ts'

/** How a probe ended, kept apart as the kernel keeps them apart. */
export type Outcome =
  | 'answered'
  | 'connected' // the TCP connection stands, and the probe asked for no more
  | 'refused' // ECONNREFUSED
  | 'reset' // ECONNRESET or EPIPE after the connection stood
  | 'host-unreachable' // EHOSTUNREACH
  | 'network-unreachable' // ENETUNREACH
  | 'message-too-big' // EMSGSIZE
  | 'not-permitted' // EPERM or EACCES
  | 'invalid-argument' // EINVAL
  | 'address-in-use' // EADDRINUSE
  | 'timed-out' // no answer and no error within the deadline, or ETIMEDOUT
  | 'failed' // any other error: `error` names it
  | 'not-made' // podnet could not make the probe: no fact about the network; `error` says why

export interface SocketAddress {
  address: string
  /** 0 for ICMP. */
  port: number
}

/** A DNS answer as it came. */
export interface ObservedAnswer {
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL` ... */
  rcode: string
  /** In the order of the message. */
  records: DnsRecord[]
  /** true: there is more, to be asked for over TCP. */
  truncated?: boolean
}

/** A fact about one attempt, no opinion. */
export interface Observation {
  outcome: Outcome
  /** The errno's name (`ECONNRESET`), or the reason of `not-made`. */
  error?: string
  /** The client's own end, as its kernel reports it; absent where the socket never got one. */
  client?: SocketAddress
  /** What the server saw, present only when `answered`. For ICMP the kernel answers: only `peer` of the reply is known, so it is absent. */
  server?: {
    /** `pod/NAME/CONTAINER`, `node/NAME` or `external`. */
    identity: string
    local: SocketAddress
    peer: SocketAddress
  }
  /** What a DNS server answered, present only when a query was `answered`. */
  answer?: ObservedAnswer
  /** From the first system call to the answer or the error. */
  durationMs: number
  /** For how long the client's own agent stood still meanwhile, where that may be why it read a refusal late. */
  heldUpMs?: number
}

/**
 * What an agent says of a probe whose expectation it was sent, where the probe ended as allowed: which of the allowed
 * ways it was, by its place in the expectation, and that one's outcome. The observation itself is not kept.
 */
export interface AsExpected {
  alternative: number
  outcome: Outcome
  client?: never
  server?: never
  error?: never
  answer?: never
}

/** What is known of a probe that was made. */
export type Seen = Observation | AsExpected

export function isAsExpected(seen: Seen): seen is AsExpected {
  return 'alternative' in seen
}
