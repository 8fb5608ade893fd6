import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { test } from 'node:test'

import { createRocketMQ } from '../../src/index.js'
import { probeRocketMQ } from '../../src/probe-rocketmq.js'
import { identify } from '../../src/process-identity.js'
import { brokersOf, routeOf } from '../../src/rocketmq-requests.js'
import { until } from '../../src/until.js'

/** @param {import('../../src/contract.d.ts').RocketMQServer} server */
function pidsOf({ nameServers, brokers }) {
  return [...nameServers, ...brokers].map(({ pid }) => pid ?? assert.fail('it does not run'))
}

test('a private RocketMQ has a broker that comes back with its topics', async (t) => {
  const server = await createRocketMQ()
  t.after(() => server.dispose())
  const { url, brokers } = server
  const [broker] = brokers
  assert.equal(await probeRocketMQ(url), undefined)

  await server.start()
  assert.deepEqual(await brokersOf(url), [broker.address])
  await until(async () => (await probeRocketMQ(url))?.version === '5.3.3', {
    what: 'the version',
    withinMs: 10_000,
  })
  await server.createTopic('kept', { queues: 2 })
  assert.deepEqual(await routeOf(url, 'kept'), [broker.address])

  await broker.kill()
  assert.equal(broker.pid, undefined)
  assert.equal(await probeRocketMQ(url), undefined)
  await broker.restart()
  assert.deepEqual(await routeOf(url, 'kept'), [broker.address])

  await server.nameServers[0].restart()
  assert.deepEqual(await routeOf(url, 'kept'), [broker.address])

  const pids = pidsOf(server)
  await server.dispose()
  assert.deepEqual(pids.map(identify), [undefined, undefined])
  assert.equal(await brokersOf(url), undefined)
})

test('a paused broker is silent until it goes on', async (t) => {
  const server = await createRocketMQ({ version: '4.9.7' })
  t.after(() => server.dispose())
  await server.start()
  server.brokers[0].pause()
  assert.equal(await probeRocketMQ(server.url), undefined)
  server.brokers[0].resume()
  assert.ok(await probeRocketMQ(server.url))
})

test('a cluster behind TLS and access control lets only its user in', async (t) => {
  const server = await createRocketMQ({
    ...{ version: '5.5.0', brokers: 2, nameServers: 2, acl: true, tls: true, binaryHeader: true },
  })
  t.after(() => server.dispose())
  await server.start()
  const { tls, credentials, brokers, nameServers } = server
  const [first] = nameServers
  assert.ok(tls && credentials)
  assert.equal(await brokersOf(first.address), undefined, 'it spoke without TLS')
  const known = await brokersOf(first.address, { tls })
  assert.deepEqual(known?.sort(), brokers.map(({ address }) => address).sort())
  assert.deepEqual(
    brokers.map(({ name }) => name),
    ['broker-a', 'broker-b'],
  )

  await server.createTopic('guarded', { attributes: { 'message.type': 'FIFO' } })
  for (const { address } of nameServers) {
    assert.equal((await routeOf(address, 'guarded', { tls })).length, 2)
  }
  const folder = dirname(tls.caPath)
  await server.dispose()
  assert.equal(existsSync(folder), false)
})

test('says which broker refused a topic, and why', async (t) => {
  const server = await createRocketMQ({ version: '4.9.7' })
  t.after(() => server.dispose())
  await server.start()
  await assert.rejects(
    server.createTopic('not a topic'),
    /broker 127\.0\.0\.1:\d+ did not create topic not a topic: code \d+, .+/,
  )
})
