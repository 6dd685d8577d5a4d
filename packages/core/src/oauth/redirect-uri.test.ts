import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isRegisteredRedirect, leadsToDevice, withParameters } from './redirect-uri.ts'

test('a URI is the registered text, and nothing that is like it', () => {
  const registered = 'https://app.example/cb'
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: registered.length }), (text, at) => {
      const uri = registered.slice(0, at) + text + registered.slice(at)
      expect(isRegisteredRedirect([registered], uri)).toBe(uri === registered)
    }),
  )
})

test('of loopback addresses the port may differ, and nothing else', () => {
  const registered = ['http://127.0.0.1/cb?a=1', 'http://[::1]:9/cb']
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
      expect(isRegisteredRedirect(registered, `http://127.0.0.1:${port}/cb?a=1`)).toBe(true)
      expect(isRegisteredRedirect(registered, `http://[::1]:${port}/cb`)).toBe(true)
      expect(isRegisteredRedirect(registered, `http://localhost:${port}/cb`)).toBe(false)
      expect(isRegisteredRedirect(registered, `https://127.0.0.1:${port}/cb?a=1`)).toBe(false)
    }),
  )
  for (const uri of [
    'http://127.0.0.1:0/cb?a=1',
    'http://127.0.0.1:65536/cb?a=1',
    'http://127.0.0.1:080/cb?a=1',
    'http://127.0.0.1:80@evil.example/cb?a=1',
    'http://127.0.0.1.evil.example/cb?a=1',
    'http://127.0.0.1:80/cb',
    'http://127.0.0.1:80/cb?a=1#x',
    'http://[::1]/cb/',
  ])
    expect(isRegisteredRedirect(registered, uri), `${uri}`).toBe(false)
  expect(isRegisteredRedirect(['https://app.example/cb'], 'https://app.example:8443/cb')).toBe(false)
})

test('what leads to a device is known', () => {
  for (const uri of [
    'http://127.0.0.1/cb',
    'http://[::1]:1/',
    'http://localhost:1/cb',
    'com.example.app:/cb',
  ])
    expect(leadsToDevice(uri), `${uri}`).toBe(true)
  for (const uri of ['https://app.example/cb', 'https://localhost.example/', 'http://localhost.example/cb'])
    expect(leadsToDevice(uri), `${uri}`).toBe(false)
})

test('parameters are added behind what is there, and read back byte for byte', () => {
  expect(withParameters('https://app.example/cb?x=%20+&', { code: '1', state: null })).toBe(
    'https://app.example/cb?x=%20+&code=1',
  )
  expect(withParameters('com.example.app:/cb', { state: 'a&b=c#d' })).toBe(
    'com.example.app:/cb?state=a%26b%3Dc%23d',
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '?', '?a=1', '?a=1&'), (state, tail) => {
      const uri = withParameters(`https://app.example/cb${tail}`, { state })
      expect(new URLSearchParams(uri.slice(uri.indexOf('?'))).get('state')).toBe(state)
    }),
  )
})
