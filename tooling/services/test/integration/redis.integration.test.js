import assert from 'node:assert/strict'
import { test } from 'node:test'

import { askRedis } from '../../src/ask-redis.js'
import { converse } from '../../src/conversation.js'
import { createRedis, createRedisCluster, createRedisSentinel } from '../../src/index.js'
import { probeRedis } from '../../src/probe-redis.js'
import { clientTls } from '../../src/redis-process.js'
import { until } from '../../src/until.js'

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

test('a Redis with TLS lets in who shows a certificate, and nobody else', async (t) => {
  const redis = await createRedis({ tls: true })
  t.after(() => redis.dispose())
  await redis.start()
  assert.match(redis.url, /^rediss:/)
  const shown = clientTls(redis.tls)
  assert.ok(await probeRedis(redis.url, shown))
  assert.equal(await probeRedis(redis.url, { ca: shown?.ca ?? '' }), undefined)
})

/** @param {string} url */
const roleOf = async (url) =>
  /role:(\w+)/.exec((await askRedis(url, 'INFO replication')) ?? '')?.[1]
const failover = { what: 'another one to be master', withinMs: 30_000 }

test('a cluster of six is whole at once, and again when a master was killed', async (t) => {
  const cluster = await createRedisCluster()
  t.after(() => cluster.dispose())
  await cluster.start()
  const [first, , , itsReplica] = cluster.nodes
  assert.ok(first && itsReplica)
  assert.equal(cluster.urls.length, 6)
  assert.deepEqual(await Promise.all(cluster.urls.map(roleOf)), [
    'master',
    'master',
    'master',
    'slave',
    'slave',
    'slave',
  ])
  await first.kill()
  await until(async () => (await roleOf(itsReplica.url)) === 'master', failover)
  await cluster.settled()
  await first.restart()
  assert.equal(await roleOf(first.url), 'slave')
})

test('sentinels make a replica the master when the master was killed', async (t) => {
  const group = await createRedisSentinel()
  t.after(() => group.dispose())
  await group.start()
  const [first, ...others] = group.nodes
  assert.ok(first)
  assert.equal(await roleOf(first.url), 'master')
  await first.kill()
  const roles = () => Promise.all(others.map(({ url }) => roleOf(url)))
  await until(async () => (await roles()).includes('master'), failover)
  await first.restart()
  assert.equal(await roleOf(first.url), 'slave')
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
