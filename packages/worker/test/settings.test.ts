import { isArqError, task } from '@arq/core'
import { MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

import { Worker, workerSettingsSchema } from '../src/index.js'

const quick = task('quick', async () => 'done')
const transport = new MemoryTransport()

/** A transport whose settings put the dead letters of every queue there. */
const transportWithDeadLettersIn = (queueName: string): MemoryTransport =>
  Object.assign(new MemoryTransport(), { deadLetterQueueOf: () => queueName })

/** The message of the error that these settings cause. */
function refusal(settings: object): string {
  try {
    // Settings as JavaScript users may write them.
    new Worker(settings as ConstructorParameters<typeof Worker>[0])
  } catch (error) {
    if (isArqError(error) && error.code === 'ARQ_CONFIG_INVALID') return error.message
    throw error
  }
  throw new Error('accepted')
}

describe('worker settings', () => {
  it.each([
    [{ maxRetrys: 3 }, 'maxRetrys: unknown key; did you mean maxRetries?'],
    [{ prefetchCount: -1 }, 'prefetchCount: must be at least 1, got -1'],
    [{ maxConcurrentJobs: 1.5 }, 'maxConcurrentJobs: must be a whole number'],
    [{ jobTimeout: '5 parsecs' }, 'jobTimeout: must be a duration'],
    [{ jobTimeout: -1 }, 'jobTimeout: must be a duration'],
    [{ functions: [] }, 'functions: must hold at least one task'],
    [{ functions: [quick, quick] }, 'functions.1: two tasks are named quick'],
    [{ functions: ['quick'] }, 'functions.0: must be a task or a named function, got quick'],
    [{ functions: [() => 1] }, 'name: must not be empty'],
    [{ queueName: 'a', queues: [{ name: 'b' }] }, 'give either queueName or queues'],
    [{ queues: [{ nmae: 'b' }] }, 'queues.0.nmae: unknown key; did you mean name?'],
    [{ transport: 'amqp://localhost' }, 'transport: must be a transport'],
    [{ prefetchCount: 65_536 }, 'prefetchCount: must be at most 65535, got 65536'],
    [{ workerName: 'w'.repeat(201) }, 'workerName: '],
    [{ workerName: 'two\nlines' }, 'workerName: '],
    [{ retryJitter: 1.5 }, 'retryJitter: must be at most 1'],
    [{ retryJitter: '1' }, 'retryJitter: must be a number'],
    [{ retryOn: 'never' }, 'retryOn: must be "transient" or "all"'],
    [{ handleSignals: 'yes' }, 'handleSignals: must be true or false'],
    [{ queues: 'default' }, 'queues: must be a list of queues'],
    [{ dlqName: 'default' }, 'dlqName: sends failed jobs to default, which this worker works on'],
    [
      { queues: [{ name: 'a' }, { name: 'b' }], dlqName: 'b' },
      'dlqName: sends failed jobs to b, which this worker works on',
    ],
    [
      { queueName: 'own', transport: transportWithDeadLettersIn('own') },
      'transport: sends failed jobs to own, which this worker works on',
    ],
    [{ onStartup: 'later' }, 'onStartup: must be a function'],
  ])('%j is refused, naming the key', (wrong, words) => {
    expect(refusal({ functions: [quick], transport, ...wrong })).toContain(words)
  })

  it('may name a queue of dead letters to work on: its own failures go on from there', () => {
    const queues = [{ name: 'jobs' }, { name: 'jobs.dlq' }]
    expect(new Worker({ functions: [quick], transport, queues })).toBeInstanceOf(Worker)
  })

  it('say of each setting what it does, in a sentence', () => {
    for (const [key, schema] of Object.entries(workerSettingsSchema.entries)) {
      expect([key, v.getDescription(schema)]).toEqual([key, expect.stringMatching(/^[A-Z].*\.$/)])
    }
  })

  it('names a missing transport', () => {
    expect(refusal({ functions: [quick] })).toContain('transport')
  })

  it('may be a class with its own and inherited static members', () => {
    class Base {
      static maxRetries = 1
      static transport = transport
    }
    class Settings extends Base {
      static functions = [quick]
      static workerName = 'from-a-class'
    }
    const settings: ConstructorParameters<typeof Worker>[0] = Settings
    expect(new Worker(settings).workerId).toMatch(/^from-a-class-[0-9a-f]{6}$/)
  })

  it('leave the object of the caller as it was', () => {
    const settings = Object.freeze({ functions: Object.freeze([quick]), transport })
    new Worker(settings)
    expect(Object.keys(settings)).toEqual(['functions', 'transport'])
  })
})
