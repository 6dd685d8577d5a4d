import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressBuckets } from './address-limit.ts'

const LIMIT = { everyMs: 1600, burst: 10 }

function bucketsOf(address: string | null): readonly string[] {
  return addressBuckets('x', address, LIMIT).map(([bucket]) => bucket)
}

describe('the buckets of an address', () => {
  test('are one for IPv4 and for nobody knows', () => {
    expect(addressBuckets('x', '192.0.2.1', LIMIT)).toEqual([['x:address:192.0.2.1', LIMIT]])
    expect(bucketsOf(null)).toEqual(['x:address:'])
  })

  test('are those of its /64 and, sixteen times as large, of its /48 for IPv6', () => {
    expect(addressBuckets('x', '2001:db8:1:2::7', LIMIT)).toEqual([
      ['x:address:2001:db8:1:2::/64', LIMIT],
      ['x:address:2001:db8:1::/48', { everyMs: 100, burst: 160 }],
    ])
    expect(bucketsOf('2001:db8::1')).toEqual(['x:address:2001:db8:0:0::/64', 'x:address:2001:db8:0::/48'])
    expect(bucketsOf('::1')).toEqual(['x:address:0:0:0:0::/64', 'x:address:0:0:0::/48'])
  })

  test('are the same wherever a host is in its network, and others in the next', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
    fc.assert(
      fc.property(fc.array(group, { minLength: 12, maxLength: 12 }), (groups) => {
        const network = groups.slice(0, 4).join(':')
        const [one, another] = [groups.slice(4, 8).join(':'), groups.slice(8, 12).join(':')]
        expect(bucketsOf(`${network}:${one}`)).toEqual(bucketsOf(`${network}:${another}`))
        const next = ((Number.parseInt(groups[3] ?? '', 16) + 1) % 0x10000).toString(16)
        const [own] = bucketsOf(`${network}:${one}`)
        const [others] = bucketsOf(`${groups.slice(0, 3).join(':')}:${next}:${one}`)
        expect(own).not.toBe(others)
      }),
    )
  })
})
