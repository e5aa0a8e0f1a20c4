/**
 * Tests that may be skipped in CI, by title, each with what the machine lacks. Any other skip fails there.
 * `{ title: RegExp, reason: string }`
 */
export const expectedSkips = [
  {
    title: /^IPVS runs on a kernel of its own/,
    reason: 'CI is no root, has no user-mode-linux, or a CPU with AMX, on which that does not run',
  },
]
