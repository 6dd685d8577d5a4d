import { describe, expect, test } from 'vitest'
import { clientAddress, isPrivateAddress } from './address.ts'

const NONE = { kind: 'none' } as const
const ONE_HOP = { kind: 'hops', count: 1 } as const
const RANGES = { kind: 'ranges', ranges: ['10.0.0.0/8', '2001:db8:ffff::/48'] } as const

describe('the address of a request', () => {
  test.each([
    ['is the connection’s without a trusted proxy', '10.0.0.1', '192.0.2.7', NONE, '10.0.0.1'],
    ['is the last one before one trusted proxy', '10.0.0.1', '203.0.113.9, 192.0.2.7', ONE_HOP, '192.0.2.7'],
    [
      'is the rightmost that is in no trusted range',
      '10.0.0.1',
      '203.0.113.9, 192.0.2.7, 10.9.9.9',
      RANGES,
      '192.0.2.7',
    ],
    ['is the connection’s when that is no proxy', '192.0.2.1', '203.0.113.9', RANGES, '192.0.2.1'],
    ['is the proxy’s when nothing was forwarded', '10.0.0.1', null, ONE_HOP, '10.0.0.1'],
    [
      'is the proxy’s when what it forwarded is no address',
      '10.0.0.1',
      '203.0.113.9, nonsense',
      ONE_HOP,
      '10.0.0.1',
    ],
    ['is without a port', '10.0.0.1', '192.0.2.7:5000', ONE_HOP, '192.0.2.7'],
    ['is without a port and brackets', '10.0.0.1', '[2001:db8::7]:5000', ONE_HOP, '2001:db8::7'],
    ['is IPv4 when it was mapped into IPv6', '::ffff:192.0.2.1', null, NONE, '192.0.2.1'],
    ['is the leftmost when all are trusted', '10.0.0.1', '10.0.0.3, 10.0.0.2', RANGES, '10.0.0.3'],
  ] as const)('%s', (_name, peer, forwarded, trust, expected) => {
    expect(clientAddress(peer, forwarded, trust)).toBe(expected)
  })

  const TWO_HOPS = { kind: 'hops', count: 2 } as const
  test.each([
    ['is the last one before one trusted proxy', '203.0.113.9, 192.0.2.7:5000', ONE_HOP, '192.0.2.7'],
    ['is the one before the second of two', '203.0.113.9, 192.0.2.7, 10.0.0.1', TWO_HOPS, '192.0.2.7'],
    ['is the outermost proxy’s when there were fewer', '192.0.2.7', TWO_HOPS, '192.0.2.7'],
    ['is unknown when nothing was forwarded', null, ONE_HOP, null],
    ['is unknown when the proxy forwarded no address', '203.0.113.9, nonsense', ONE_HOP, null],
    ['is unknown when trust depends on it', '192.0.2.7', RANGES, null],
    ['is unknown when nobody is trusted', '192.0.2.7', NONE, null],
  ] as const)('whose connection is not known %s', (_name, forwarded, trust, expected) => {
    expect(clientAddress(null, forwarded, trust)).toBe(expected)
  })
})

test.each([
  ['10.1.2.3', true],
  ['127.0.0.1', true],
  ['fd00::1', true],
  ['fe80::1', true],
  ['192.0.2.1', false],
  ['2001:db8::1', false],
  [null, false],
])('%s is private: %s', (address, expected) => {
  expect(isPrivateAddress(address)).toBe(expected)
})
