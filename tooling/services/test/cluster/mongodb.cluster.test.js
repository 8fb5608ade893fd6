import assert from 'node:assert/strict'
import { test } from 'node:test'

import { createMongoDB } from '../../src/index.js'
import { probeMongoDB } from '../../src/probe-mongodb.js'

test('a private MongoDB comes back on its port after stop and kill', async (t) => {
  const mongo = await createMongoDB()
  t.after(() => mongo.dispose())
  await mongo.start()
  assert.match((await probeMongoDB(mongo.url))?.version ?? '', /^8\./)
  await mongo.stop()
  assert.equal(await probeMongoDB(mongo.url), undefined)
  await mongo.start()
  await mongo.kill()
  assert.equal(await probeMongoDB(mongo.url), undefined)
  await mongo.start()
  assert.ok(await probeMongoDB(mongo.url))
})

test('a MongoDB with TLS speaks nothing else', async (t) => {
  const mongo = await createMongoDB({ tls: true })
  t.after(() => mongo.dispose())
  await mongo.start()
  assert.ok(await probeMongoDB(mongo.url, mongo.tls?.ca))
  assert.equal(await probeMongoDB(mongo.url), undefined)
})
