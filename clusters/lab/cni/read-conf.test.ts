import { expect, test } from 'vitest'
import { bridgeConf } from './plugins.fixture.ts'
import { readConf } from './read-conf.ts'

const read = (value: unknown) => readConf(JSON.stringify(value))

test('a list is taken as it is, with every field that is a plugin’s own', () => {
  expect(read({ ...bridgeConf(), disableCheck: true })).toEqual({ conf: bridgeConf(), problems: [] })
})

test('the configuration of one plugin is a list of one', () => {
  const { conf, problems } = read({ cniVersion: '0.3.1', name: 'one', type: 'ptp', mtu: 1400 })
  expect(problems).toEqual([])
  expect(conf).toMatchObject({ cniVersion: '0.3.1', name: 'one', plugins: [{ type: 'ptp', mtu: 1400 }] })
})

test('all problems at once: where, expected, found', () => {
  const { conf, problems } = read({ cniVersion: '0.2.0', plugins: [{ typ: 'bridge' }, { type: '../bridge' }] })
  expect(conf).toBeUndefined()
  expect(problems).toEqual([
    expect.stringMatching(/^name: expected a name .*, found nothing$/),
    'cniVersion: expected one of 0.3.1, 0.4.0, 1.0.0, found "0.2.0"',
    expect.stringMatching(/^plugins\[0\]\.type: expected the file name of a plugin.*, found nothing$/),
    expect.stringMatching(/^plugins\[1\]\.type: .*, found "\.\.\/bridge"$/),
  ])
})

test.each([
  ['{"name":', /^expected JSON, found text that is none: /],
  ['[]', /^expected an object with cniVersion, name and plugins, found \[\]$/],
  ['{"cniVersion":"1.0.0","name":"x","plugins":[]}', /^plugins: expected at least one plugin, found \[\]$/],
  ['{"cniVersion":"1.0.0","name":"x","type":7}', /^type: expected .*, found 7$/],
  ['{"cniVersion":"1.0.0","name":"x","type":"a","ipam":{"type":"/b"}}', /^ipam\.type: expected .*, found "\/b"$/],
  [
    '{"cniVersion":"1.0.0","name":"x","type":"a","ipam":{"type":"host-local","subnet":"10.1.0.0/16"}}',
    /^ipam\.subnet: expected "usePodCidr".*, found "10\.1\.0\.0\/16"$/,
  ],
])('%s has one problem', (text, problem) => {
  expect(readConf(text)).toEqual({ problems: [expect.stringMatching(problem)] })
})
