import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'

import { freePortRow, freePorts, isFree } from '../src/free-ports.js'

test('gives different ports that can be listened on', async () => {
  const ports = await freePorts(20)
  assert.equal(new Set(ports).size, 20)
  for (const port of ports) assert.ok(await isFree(port))
})

test('stays below the range that outgoing connections are given', async () => {
  for (const port of await freePorts(20)) assert.ok(port > 1024 && port < 32_768)
})

test('sees that a port is taken', async () => {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {net.AddressInfo} */ (server.address())
  assert.equal(await isFree(port), false)
  server.close()
  await once(server, 'close')
  assert.equal(await isFree(port), true)
})

test('finds free ports in a row', async () => {
  const first = await freePortRow(8)
  assert.ok(first > 1024 && first + 8 < 32_768)
  for (let port = first; port < first + 8; port += 1) assert.ok(await isFree(port))
})
