import assert from 'node:assert/strict'
import { test } from 'node:test'

import { openServers } from '../../src/bench-servers.js'
import { withConnection } from '../../src/contestants/amqp-queue.js'
import { Places } from '../../src/places.js'
import { runTrial } from '../../src/run-trial.js'

const incomplete = {
  warmUp: 20,
  jobs: 60,
  results: /** @type {const} */ ('none'),
  prefetch: 10,
}
const settings = { ...incomplete, concurrency: 10 }
const upTo = (/** @type {number} */ longestMs) =>
  /** @type {const} */ ({ kind: 'log-uniform', shortestMs: 10, longestMs })

/** @param {import('node:test').TestContext} t */
async function setup(t) {
  const servers = await openServers(() => undefined)
  const places = new Places(servers)
  t.after(async () => {
    await places.removeAll()
    await servers.stop()
  })
  const place = await places.openApart('quorum')
  /** @type {string[]} */
  const said = []
  /** @param {import('../../src/contract.d.ts').LineSettings} lineSettings */
  const measure = (lineSettings) =>
    runTrial(
      {
        step: 'measure',
        scenario: 'delay',
        contestant: 'arq',
        place,
        settings: lineSettings,
        sequences: 0,
      },
      {
        signal: new AbortController().signal,
        onOutput: (text) => said.push(text),
        onProgress: () => undefined,
      },
    )
  return { places, place, said, measure }
}

test('delayed jobs run in other processes, each once, and their writes are counted', async (t) => {
  const { measure, said } = await setup(t)
  const values = await measure({ ...settings, delays: upTo(500) })
  assert.equal(values['early'], 0)
  assert.ok((values['lateMaxMs'] ?? -1) >= (values['lateP50Ms'] ?? Infinity))
  // So short that they need no bucket: the due queue, then their own.
  assert.equal(values['writesPerJob'], 2)
  assert.ok((values['workersCpuMicros'] ?? 0) > 0)
  assert.deepEqual(said, [])
})

test('a worker process that fails is what the trial fails of', async (t) => {
  const { measure } = await setup(t)
  await assert.rejects(
    measure({ ...incomplete, delays: upTo(50) }),
    /a worker process: .*a line of delay lacks concurrency/,
  )
})

test('jobs of one moment that are due before all are enqueued are no measurement', async (t) => {
  const { measure } = await setup(t)
  const delays = /** @type {const} */ ({ kind: 'one moment', afterMs: 1 })
  await assert.rejects(
    measure({ ...settings, delays }),
    /enqueueing took \d+ ms, and all were due after 1 ms/,
  )
})

test('a virtual host goes with all that is in it, and one that is gone already is no error', async (t) => {
  const { places, place } = await setup(t)
  const look = () => withConnection(place, () => Promise.resolve('there'))
  assert.equal(await look(), 'there')
  await places.removeAll()
  await assert.rejects(look())
  await places.remove(place)
})

test('without the HTTP API it is said before anything runs what to set', () => {
  const places = new Places({ rabbitmqUrl: 'amqp://localhost', redisUrl: 'redis://localhost' })
  assert.throws(() => places.expectManagement(), /set ARQ_TEST_RABBITMQ_MANAGEMENT_URL/)
})
