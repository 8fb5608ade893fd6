import assert from 'node:assert/strict'
import { once } from 'node:events'
import net from 'node:net'
import { test } from 'node:test'

import { freePorts } from '../src/free-ports.js'
import { probeAmqp } from '../src/probe-amqp.js'
import { probeMongoDB } from '../src/probe-mongodb.js'
import { probeRedis } from '../src/probe-redis.js'
import { methodFrame, startFrame } from './fake-amqp.js'

/**
 * A server that answers the nth thing it hears with the nth answer; null: hangs up.
 * @param {import('node:test').TestContext} t
 * @param {readonly (Buffer | string | null)[]} answers
 * @returns {Promise<string>} host and port
 */
async function serverThatSays(t, answers) {
  const server = net.createServer((socket) => {
    const left = [...answers]
    socket.on('data', () => {
      const answer = left.shift()
      if (answer === null) socket.destroy()
      else if (answer !== undefined) socket.write(answer)
    })
    socket.on('error', () => undefined)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `127.0.0.1:${/** @type {net.AddressInfo} */ (server.address()).port}`
}

test('AMQP: logs in and learns the version', async (t) => {
  const host = await serverThatSays(t, [startFrame('3.10.8'), methodFrame(10, 30)])
  assert.deepEqual(await probeAmqp(`amqp://guest:guest@${host}`), { version: '3.10.8' })
})

test('AMQP: a refused login is no answer', async (t) => {
  for (const refusal of [methodFrame(10, 50), null]) {
    const host = await serverThatSays(t, [startFrame('3.10.8'), refusal])
    assert.equal(await probeAmqp(`amqp://someone:else@${host}`), undefined)
  }
})

test('AMQP: another protocol is no answer', async (t) => {
  const host = await serverThatSays(t, ['HTTP/1.1 400 Bad Request\r\n\r\n'])
  assert.equal(await probeAmqp(`amqp://${host}`), undefined)
})

test('Redis: pings and learns the version', async (t) => {
  const info = '# Server\r\nredis_version:7.0.15\r\n'
  const host = await serverThatSays(t, [`+PONG\r\n$${info.length}\r\n${info}\r\n`])
  assert.deepEqual(await probeRedis(`redis://${host}`), { version: '7.0.15' })
})

test('Redis: a server that wants a password is no answer', async (t) => {
  const host = await serverThatSays(t, ['-NOAUTH Authentication required.\r\n'])
  assert.equal(await probeRedis(`redis://${host}`), undefined)
})

test('nobody there is no answer', async () => {
  const [port] = await freePorts(1)
  assert.equal(await probeAmqp(`amqp://127.0.0.1:${port}`), undefined)
  assert.equal(await probeRedis(`redis://127.0.0.1:${port}`), undefined)
})

/**
 * An answer of MongoDB with one field that is a text.
 * @param {string} name
 * @param {string} value
 */
function mongoAnswer(name, value) {
  const int32 = (/** @type {number} */ number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(number)
    return bytes
  }
  const field = [Buffer.from(`\x02${name}\0`), int32(value.length + 1), Buffer.from(`${value}\0`)]
  const fields = Buffer.concat(field)
  const document = [int32(fields.length + 5), fields, Buffer.from([0])]
  const body = Buffer.concat([int32(0), Buffer.from([0]), ...document])
  return Buffer.concat([...[16 + body.length, 1, 1, 2013].map(int32), body])
}

test('MongoDB: learns the version, and takes a refusal or another protocol for no answer', async (t) => {
  const right = await serverThatSays(t, [mongoAnswer('version', '8.2.11')])
  assert.deepEqual(await probeMongoDB(`mongodb://${right}/app`), { version: '8.2.11' })
  for (const wrong of [mongoAnswer('errmsg', 'no'), 'HTTP/1.1 400 Bad Request\r\n\r\n']) {
    const host = await serverThatSays(t, [wrong])
    assert.equal(await probeMongoDB(`mongodb://${host}`), undefined)
  }
})
