import { task } from '@arq/core'
import { expect, it } from '@jest/globals'

import { readWorkerView } from '../../src/doctor/worker-view.js'

const quick = task('quick', () => undefined)
const slow = task({ name: 'slow', timeout: '1h', run: () => undefined })

it('knows how long the slowest job may stay with a worker', () => {
  // 300 s to run, 5 s after the signal, 30 s for a stop.
  expect(readWorkerView({ functions: [quick] }).neededMs).toBe(335_000)
  expect(readWorkerView({ functions: [quick, slow] }).neededMs).toBe(3_635_000)
  expect(readWorkerView({ jobTimeout: '2h', gracefulShutdownTimeout: 0 }).neededMs).toBe(7_205_000)
})

it('knows its queues', () => {
  expect(readWorkerView({}).queueNames).toEqual(['default'])
  expect(readWorkerView({ queueName: 'orders' }).queueNames).toEqual(['orders'])
  const queues = [{ name: 'a' }, { name: 'b', weight: 3 }]
  expect(readWorkerView({ queues }).queueNames).toEqual(['a', 'b'])
})

it('refuses settings that a worker would refuse', () => {
  expect(() => readWorkerView({ jobTimeout: 'long' })).toThrow('jobTimeout')
})
