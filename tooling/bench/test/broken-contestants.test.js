import assert from 'node:assert/strict'
import { test } from 'node:test'

import { Meter } from '../src/measure/meter.js'
import { scenarioOf } from '../src/scenarios/index.js'
import { FakeContestant } from './fake-contestant.js'

const settings = {
  ...{ warmUp: 10, jobs: 40, results: /** @type {const} */ ('redis'), rate: 1000 },
  ...{ workers: 5, queues: 5, deadLetters: 30 },
  ...{ concurrency: 10, prefetch: 10, how: { way: /** @type {const} */ ('single'), inFlight: 5 } },
}
const place = {
  ...{ rabbitmqUrl: '', redisUrl: '', queueName: 'fake', keyPrefix: 'fake' },
  queueType: /** @type {const} */ ('quorum'),
}

/**
 * @param {string} scenario
 * @param {import('./fake-contestant.js').Faults} [faults]
 */
async function measure(scenario, faults) {
  const contestant = new FakeContestant(faults)
  /** @type {import('../src/contract.d.ts').Trial} */
  const trial = {
    ...{ step: 'measure', scenario, contestant: 'arq', place, settings, sequences: 0 },
  }
  const bench = { trial, contestant, meter: new Meter(undefined), say: () => undefined }
  const measured = scenarioOf(scenario)
  const sequences = (await measured.prepare?.(bench)) ?? 0
  return measured.measure({ ...bench, trial: { ...trial, sequences } })
}

const SINGLE = [
  ...['process', 'end-to-end', 'latency', 'abort', 'telemetry', 'features'],
  ...['scale-queues', 'scale-workers', 'scale-args'],
]

for (const scenario of ['enqueue', 'one-at-a-time', ...SINGLE]) {
  test(`${scenario}: a contestant that does each job once is measured`, async () => {
    const values = await measure(scenario)
    assert.ok((values['cpuMicrosPerJob'] ?? 0) > 0)
  })

  test(`${scenario}: a job that is left in the queue is found`, async () => {
    await assert.rejects(measure(scenario, { left: 1 }), /1 jobs wait in the queue/)
  })

  test(`${scenario}: a result that is missing is found`, async () => {
    await assert.rejects(measure(scenario, { lostResults: 1 }), /49 results are kept, not 50/)
  })
}

for (const scenario of ['enqueue', 'one-at-a-time']) {
  test(`${scenario}: a job that was confirmed and is not there is found`, async () => {
    await assert.rejects(measure(scenario, { lost: 7 }), /of 50 jobs: 1 never done \(7\)/)
  })
}

for (const scenario of SINGLE) {
  test(`${scenario}: a job that is done twice is found`, async () => {
    await assert.rejects(
      measure(scenario, { repeated: 7 }),
      /of 50 jobs: 1 done more than once \(7\)/,
    )
  })
}

test('scale-dlq: a length that is wrong is found', async () => {
  await measure('scale-dlq')
  await assert.rejects(measure('scale-dlq', { left: 1 }), /31 dead letters are told, not 30/)
})
