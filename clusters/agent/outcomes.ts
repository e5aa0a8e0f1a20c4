import type { Observation, Outcome } from '../../properties/model/observation.ts'
import {
  EACCES,
  EADDRINUSE,
  ECONNREFUSED,
  ECONNRESET,
  EHOSTUNREACH,
  EINVAL,
  EMFILE,
  EMSGSIZE,
  ENETUNREACH,
  ENFILE,
  EPERM,
  EPIPE,
  ETIMEDOUT,
  errnoName,
} from './errno.ts'

/** Outcomes stay as far apart as the kernel keeps them; the model says which of them are allowed. */
const outcomes = new Map<number, Outcome>([
  [ECONNREFUSED, 'refused'],
  [ECONNRESET, 'reset'],
  [EPIPE, 'reset'],
  [EHOSTUNREACH, 'host-unreachable'],
  [ENETUNREACH, 'network-unreachable'],
  [EMSGSIZE, 'message-too-big'],
  [EPERM, 'not-permitted'],
  [EACCES, 'not-permitted'],
  [EINVAL, 'invalid-argument'],
  [EADDRINUSE, 'address-in-use'],
  [ETIMEDOUT, 'timed-out'],
  // Out of descriptors: podnet's own limit, nothing the network did.
  [EMFILE, 'not-made'],
  [ENFILE, 'not-made'],
])

/** The part of an Observation that an errno decides. */
export function observedErrno(errno: number): Pick<Observation, 'outcome' | 'error'> {
  return { outcome: outcomes.get(errno) ?? 'failed', error: errnoName(errno) }
}
