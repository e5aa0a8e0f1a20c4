/** Largest payload of a probe. Bounds the memory of one message; bulk probes have 64 KiB. */
export const maximumPayloadBytes = 1024 * 1024

/** Room for IP and ICMP headers, which some sockets read and write with the payload. */
const headroomBytes = 128

/**
 * Memory every message is written from and read into. One of each is enough, since a message is written or read
 * by one synchronous call. What a reader needs later it copies.
 */
export const outgoing = Buffer.alloc(maximumPayloadBytes + headroomBytes, 'podnet ')
export const incoming = Buffer.alloc(maximumPayloadBytes + headroomBytes)
