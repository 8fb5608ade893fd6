import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'

import { FaultyProxy } from '../src/faults/faulty-proxy.js'

test('bytes pass in both directions until a connection is cut; others are not hurt', async (t) => {
  const proxy = await proxyBeforeEcho(t)
  assert.equal(proxy.cut(0), undefined)

  const [first, second] = [await openEcho(proxy.port), await openEcho(proxy.port)]
  const lost = once(first, 'error')
  assert.match(proxy.cut(0) ?? '', new RegExp(`port ${first.localPort}$`))
  assert.match(String((await lost)[0]), /ECONNRESET/)

  second.write('still here')
  assert.equal(String((await once(second, 'data'))[0]), 'still here')
  second.destroy()
})

test('a connection that hangs carries nothing, and then all that it held up', async (t) => {
  const proxy = await proxyBeforeEcho(t)
  assert.equal(proxy.hang(0), undefined)
  const [first, second] = [await openEcho(proxy.port), await openEcho(proxy.port)]
  const held = proxy.hang(0)
  assert.match(held?.what ?? '', new RegExp(`port ${first.localPort}$`))
  let heard = ''
  first.on('data', (data) => (heard += String(data)))
  first.write('held ')
  second.write('passes')
  assert.equal(String((await once(second, 'data'))[0]), 'passes')
  assert.equal(heard, '')
  assert.match(proxy.hang(0)?.what ?? '', new RegExp(`port ${second.localPort}$`), 'the other one')

  held?.release()
  await once(first, 'data')
  assert.equal(heard, 'held ')
  first.destroy()
  second.destroy()
})

/** @param {import('node:test').TestContext} t */
async function proxyBeforeEcho(t) {
  const echo = net.createServer((socket) => socket.on('error', () => undefined).pipe(socket))
  await once(echo.listen(0, '127.0.0.1'), 'listening')
  const { port } = /** @type {net.AddressInfo} */ (echo.address())
  const proxy = new FaultyProxy({ host: '127.0.0.1', port })
  await proxy.listen()
  t.after(() => {
    proxy.close()
    echo.close()
  })
  return proxy
}

/** @param {number} port */
async function openEcho(port) {
  const socket = net.connect(port, '127.0.0.1')
  socket.write('hello')
  assert.equal(String((await once(socket, 'data'))[0]), 'hello')
  return socket
}
