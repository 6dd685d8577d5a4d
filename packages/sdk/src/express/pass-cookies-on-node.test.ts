/** However a handler of Node writes its head, the cookies go out with it, and its caching does not. */

import { createServer, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { CLAIMS, NOW_SECONDS } from '../../../../tests/support/session-tokens.ts'
import { signedIn, signedOut } from '../backend/request-state.ts'
import { passCookiesOnNode } from './pass-cookies-on-node.ts'

const renewed = signedIn({
  tokenType: 'session',
  claims: CLAIMS,
  nowMs: NOW_SECONDS * 1000,
  rolesOf: undefined,
  setCookies: ['s=new; Path=/'],
  getToken: () => Promise.resolve('t'),
})

async function answerOf(write: (response: ServerResponse) => unknown, state = renewed): Promise<Response> {
  const server = createServer((_request, response) => {
    passCookiesOnNode(state, response)
    write(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const answer = await fetch(`http://127.0.0.1:${address.port}`)
  await answer.clone().text()
  server.closeAllConnections()
  server.close()
  return answer
}

test.each<[string, (response: ServerResponse) => unknown]>([
  [
    'set',
    (response) => response.setHeader('cache-control', 'public').setHeader('set-cookie', 'a=b').end('x'),
  ],
  ['streamed', (response) => response.setHeader('Set-Cookie', ['a=b']).write('x') && response.end()],
  ['flushed', (response) => response.setHeader('set-cookie', 'a=b').flushHeaders() ?? response.end('x')],
  [
    'an object',
    (response) => response.writeHead(200, { 'Set-Cookie': 'a=b', 'Cache-Control': 'public' }).end('x'),
  ],
  ['after words', (response) => response.writeHead(200, 'Fine', { 'set-cookie': ['a=b'] }).end('x')],
  [
    'in turn',
    (response) => response.writeHead(200, ['Set-Cookie', 'a=b', 'cache-control', 'public']).end('x'),
  ],
  [
    'pairs',
    (response) =>
      response
        .writeHead(200, [
          ['set-cookie', 'a=b'],
          ['x-y', 'z'],
        ] as never)
        .end('x'),
  ],
  [
    'both',
    (response) => response.setHeader('set-cookie', 'old=c').writeHead(200, { 'set-cookie': 'a=b' }).end('x'),
  ],
])('with headers %s', async (_, write) => {
  const { headers, status } = await answerOf(write)
  expect([status, headers.getSetCookie(), headers.get('cache-control')]).toEqual([
    200,
    ['a=b', 's=new; Path=/'],
    'private, no-store',
  ])
})

test('a cookie that the answer sets itself stays as it is', async () => {
  const { headers } = await answerOf((response) =>
    response.setHeader('set-cookie', ['a=b', 's=; Path=/']).end(),
  )
  expect(headers.getSetCookie()).toEqual(['a=b', 's=; Path=/'])
})

test('without a renewed cookie nothing changes', async () => {
  const write = (response: ServerResponse): unknown =>
    response.writeHead(200, { 'cache-control': 'public' }).end('x')
  const { headers } = await answerOf(write, signedOut('token-missing') as never)
  expect([headers.getSetCookie(), headers.get('cache-control')]).toEqual([[], 'public'])
})
