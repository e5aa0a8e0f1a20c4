import { libc } from './libc.ts'
import { RLIMIT_NOFILE } from './linux.ts'

/** Raises the number of descriptors this process may have to what the system allows it: one probe needs one each. */
export function raiseDescriptorLimit(): void {
  // struct rlimit: soft limit u64, hard limit u64.
  const limit = Buffer.alloc(16)
  if (libc.getrlimit(RLIMIT_NOFILE, limit) < 0) return
  limit.copy(limit, 0, 8, 16)
  libc.setrlimit(RLIMIT_NOFILE, limit)
}
