import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createStop } from './stop-listening.ts'

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  await once(socket, 'connect')
  return socket
}

test('connections that never sent anything end at once, and what is under way is answered first', async () => {
  const listener = createServer((_request, response) => response.end('answered'))
  const stop = createStop(listener)
  await new Promise<void>((resolve) => void listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo

  const aheadAccepted = once(listener, 'connection')
  const ahead = await open(port)
  await aheadAccepted
  const accepted = once(listener, 'connection') as Promise<[Socket]>
  const halfSent = await open(port)
  const [atServer] = await accepted
  halfSent.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n')
  await expect.poll(() => atServer.bytesRead).toBeGreaterThan(0)

  const stopped = stop()
  await once(ahead, 'close')
  expect(halfSent.destroyed).toBe(false)
  halfSent.write('\r\n')
  expect(String(await once(halfSent, 'data'))).toContain('answered')
  await stopped
})
