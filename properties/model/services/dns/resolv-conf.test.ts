import { expect, test } from 'vitest'
import { resolverIn } from './resolv-conf.ts'

test('a resolv.conf: the last search line counts, and without options one dot is enough', () => {
  const file =
    '# made by docker\nnameserver 172.18.0.1\nsearch a.example\nsearch b.example c.example\noptions edns0 ndots:0\n'
  expect(resolverIn(file)).toEqual({ nameservers: ['172.18.0.1'], search: ['b.example', 'c.example'], ndots: 0 })
  expect(resolverIn('nameserver 1.2.3.4\n')).toEqual({ nameservers: ['1.2.3.4'], search: [], ndots: 1 })
})
