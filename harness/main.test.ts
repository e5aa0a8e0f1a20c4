import { expect, test } from 'vitest'
import { play, withLab } from './fake-services.fixture.ts'
import { podnetVersion } from './version.ts'

test.each([
  ['--version', podnetVersion],
  ['--help', 'Exit codes:'],
  ['check --help', 'podnet check --network'],
  ['replay --help', '254  wrong usage'],
  ['apply --help', 'Example:'],
  ['sweep --help', 'Example:'],
  ['list --help', 'Example:'],
  ['cluster --help', 'Example:'],
  ['cluster create --help', 'Example:'],
  ['cluster list --help', 'Example:'],
  ['cluster exec --help', 'that of the command'],
  ['cluster delete --help', 'Example:'],
])('podnet %s: on stdout, exit code 0', async (line, text) => {
  const { exitCode, stdout, stderr } = await play(line.split(' '))
  expect(stdout).toContain(text)
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
})

test.each([
  ['', 'Usage: podnet'],
  ['chek', 'Did you mean check?'],
  ['check --netwrk x', 'Did you mean --network?'],
  ['check x', 'too many arguments'],
  ['check --network', 'argument missing'],
  ['check --network x --runs y', '2 problems; nothing was created'],
  ['check --cluster dem', 'there is no cluster "dem" (did you mean "demo"?); running: demo'],
  ['check --cluster torn', 'cluster "torn" is broken'],
  ['cluster lst', 'Did you mean list?'],
  ['cluster create demo2', "required option '--network <name>' not specified"],
  ['cluster create Demo --network x --nodes 1', '3 problems'],
  ['cluster create new --network flannel-ipip', 'this machine lacks ipip: the kernel has no module ipip'],
  ['cluster exec demo', "missing required argument 'place'"],
  ['cluster exec demo node1 ip -j a', 'put -- before the command'],
  ['cluster exec demo node9 -- true', 'cluster demo has no "node9"'],
  ['cluster exec nope node1 -- true', 'there is no cluster "nope"; running: demo'],
  ['cluster delete', 'name at least one cluster, or say --all'],
  ['cluster delete --all demo', 'not both'],
  ['cluster delete dmo', 'there is no cluster "dmo" (did you mean "demo"?)'],
  ['apply none.yaml --cluster demo', 'none.yaml cannot be read'],
  ['replay none.yaml', 'none.yaml cannot be read'],
  ['list network', 'did you mean "networks"?'],
])('podnet %s: refused on stderr, exit code 254, nothing done', async (line, text) => {
  const { exitCode, stdout, stderr, calls } = await play(line.split(' ').filter((word) => word !== ''))
  expect(stderr).toContain(text)
  expect({ exitCode, stdout }).toEqual({ exitCode: 254, stdout: '' })
  expect(calls.filter((call) => !call.startsWith('detach'))).toEqual([])
})

test('a machine that cannot run the lab is refused before anything else', async () => {
  const { exitCode, stderr, calls } = await play(['check', '--runs', 'x'], (fakes) =>
    withLab(fakes, { problems: async () => ['ip is missing'] }),
  )
  expect(stderr).toBe(
    'podnet: ip is missing\n' +
      'podnet: --runs: expected the cases per network, a whole number from 1 to 10000, found "x"; for example --runs 20\n' +
      'podnet: 2 problems; nothing was created\n',
  )
  expect({ exitCode, calls }).toEqual({ exitCode: 254, calls: [] })
})
