import assert from 'node:assert/strict'
import { test } from 'node:test'

import { openServers } from '../../src/bench-servers.js'
import { countWaiting, fillQueue, takeWaiting } from '../../src/contestants/amqp-queue.js'
import { arq } from '../../src/contestants/arq.js'
import { countKeys } from '../../src/contestants/redis-keys.js'
import { JobTally } from '../../src/measure/job-tally.js'
import { Places } from '../../src/places.js'

/** @param {import('node:test').TestContext} t */
async function setup(t) {
  const servers = await openServers(() => undefined)
  const places = new Places(servers)
  t.after(async () => {
    await places.removeAll()
    await servers.stop()
  })
  return { places, place: places.open('classic') }
}

test('what fills a queue is what a count and a look into it find', async (t) => {
  const { place } = await setup(t)
  await fillQueue(place, { from: 0, count: 50 })
  assert.equal(await countWaiting(place), 50)
  const tally = new JobTally(50)
  await takeWaiting(place, (sequence) => tally.mark(sequence))
  tally.expectEachOnce()
  assert.equal(await countWaiting(place), 0)
})

test('nothing that a trial made stays behind', async (t) => {
  const { places, place } = await setup(t)
  const session = await arq.open(place, { results: 'redis' })
  const producer = await session.producer()
  await producer.enqueue({ from: 0, count: 20 }, { way: 'batch', inFlight: 10 })
  await session.close()
  assert.equal(await arq.countResults(place), 20)
  assert.equal(await arq.countWaiting(place), 20)

  await places.removeAll()
  await assert.rejects(countWaiting(place), /no queue/)
  assert.equal(await countKeys(place, `${place.keyPrefix}*`), 0)
})
