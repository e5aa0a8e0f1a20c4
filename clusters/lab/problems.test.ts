import { expect, test } from 'vitest'
import { permissionProblem } from './problems.ts'

test('an ordinary user is told how to allow user namespaces', () => {
  expect(permissionProblem('unshare: write failed /proc/self/uid_map: Operation not permitted', false)).toMatch(
    /uid_map: Operation not permitted.*apparmor_restrict_unprivileged_userns=0/,
  )
})

test('root in a container is told what the container needs', () => {
  expect(permissionProblem('unshare: unshare failed: Operation not permitted', true)).toContain('CAP_SYS_ADMIN')
})
