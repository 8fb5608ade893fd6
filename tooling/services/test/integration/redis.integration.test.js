import assert from 'node:assert/strict'
import { test } from 'node:test'

import { converse } from '../../src/conversation.js'
import { createRedis } from '../../src/index.js'
import { probeRedis } from '../../src/probe-redis.js'

test('a private Redis comes back on its port after stop, kill and restart', async (t) => {
  const redis = await createRedis()
  t.after(() => redis.dispose())
  const { url } = redis
  assert.equal(redis.pid, undefined)

  await redis.start()
  const firstPid = redis.pid
  assert.ok(await probeRedis(url))

  await redis.stop()
  assert.equal(redis.pid, undefined)
  assert.equal(await probeRedis(url), undefined)

  await redis.start()
  await redis.kill()
  assert.equal(await probeRedis(url), undefined)

  await redis.start()
  await redis.restart()
  assert.ok(await probeRedis(url))
  assert.equal(redis.url, url)
  assert.notEqual(redis.pid, firstPid)
})

test('a Redis with an append-only file has its data after a crash', async (t) => {
  const redis = await createRedis({ appendFsync: 'always' })
  t.after(() => redis.dispose())
  await redis.start()
  assert.equal(await ask(redis.url, 'SET key kept\r\n'), '+OK\r\n')

  await redis.kill()
  await redis.start()
  assert.equal(await ask(redis.url, 'GET key\r\n'), '$4\r\nkept\r\n')
})

test('a paused Redis is silent until it goes on', async (t) => {
  const redis = await createRedis()
  t.after(() => redis.dispose())
  await redis.start()

  redis.pause()
  assert.equal(await pingWithin(redis.url, 200), undefined)
  redis.resume()
  assert.equal(await pingWithin(redis.url, 5_000), '+PONG\r\n')

  redis.pause()
  await redis.stop() // a paused process can be stopped too
  assert.equal(redis.pid, undefined)
})

/**
 * @param {string} url
 * @param {number} withinMs
 */
function pingWithin(url, withinMs) {
  return ask(url, 'PING\r\n', withinMs)
}

/**
 * @param {string} url
 * @param {string} command
 * @param {number} [withinMs]
 */
function ask(url, command, withinMs = 5_000) {
  const { hostname, port } = new URL(url)
  return converse(
    { host: hostname, port: Number(port), withinMs },
    { opening: command, hear: (received) => received.toString() },
  )
}
