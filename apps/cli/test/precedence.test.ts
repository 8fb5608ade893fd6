import { describe, expect, it } from '@jest/globals'

import { CLI_SETTINGS } from '../src/cli-settings.js'
import { mergeSettings } from '../src/merge-settings.js'
import { readOverrides } from '../src/overrides.js'
import type { GivenSettings } from '../src/settings-shape.js'
import { testProgram } from './setup.js'

/** The settings a worker would get. */
function merged(
  module: GivenSettings,
  environment: Readonly<Record<string, string>>,
  flags: Readonly<Record<string, unknown>>,
): GivenSettings {
  return mergeSettings(module, readOverrides(flags, testProgram({ environment })))
}

describe('a setting', () => {
  it('is taken from the flag, else the environment, else the module', () => {
    const module = { maxRetries: 1 }
    const environment = { ARQ_MAX_RETRIES: '2' }
    expect(merged(module, environment, { 'max-retries': '3' })).toEqual({ maxRetries: 3 })
    expect(merged(module, environment, {})).toEqual({ maxRetries: 2 })
    expect(merged(module, {}, {})).toEqual({ maxRetries: 1 })
    expect(merged({}, {}, {})).toEqual({})
  })

  it('can be set back to zero by a flag', () => {
    expect(merged({ maxRetries: 5 }, {}, { 'max-retries': '0' })).toEqual({ maxRetries: 0 })
  })

  it('is not touched by a variable that is set to nothing', () => {
    expect(merged({ maxRetries: 1 }, { ARQ_MAX_RETRIES: '' }, {})).toEqual({ maxRetries: 1 })
  })

  it('is read as the type it has', () => {
    const environment = {
      ARQ_ENABLE_RESULT_STORAGE: '0',
      ARQ_WORKER_NAME: '7',
      ARQ_JOB_TIMEOUT: '90',
      ARQ_RETRY_BACKOFF: '250ms',
      ARQ_RESULT_STORE_TTL: 'forever',
      RABBITMQ_PREFETCH_COUNT: '20',
    }
    expect(merged({}, environment, {})).toEqual({
      enableJobResultStorage: false,
      workerName: '7',
      jobTimeout: 90,
      retryBackoff: '250ms',
      jobResultTtl: 'forever',
      prefetchCount: 20,
    })
  })

  it('is not changed in the object that the module gave', () => {
    const module = Object.freeze({ maxRetries: 1, queues: Object.freeze([{ name: 'a' }]) })
    merged(module, {}, { 'max-retries': '3', queue: ['b'] })
    expect(module).toEqual({ maxRetries: 1, queues: [{ name: 'a' }] })
  })
})

describe('queues', () => {
  const images = { name: 'images', weight: 2 }

  it('of a flag replace both ways in which a module names them, and keep what it says of them', () => {
    const queues = { queueName: undefined, queues: [{ name: 'a' }, images] }
    expect(merged({ queueName: 'x' }, {}, { queue: ['a'] })).toEqual({
      queueName: undefined,
      queues: [{ name: 'a' }],
    })
    expect(merged({ queues: [images] }, {}, { queue: ['a', 'images'] })).toEqual(queues)
  })

  it('of the environment give way to a flag', () => {
    const environment = { ARQ_QUEUE_NAME: 'env' }
    expect(merged({}, environment, {})['queues']).toEqual([{ name: 'env' }])
    expect(merged({}, environment, { queue: ['flag'] })['queues']).toEqual([{ name: 'flag' }])
  })
})

it('lets the lifetime of results win over its other name', () => {
  const settings = merged({ keepResult: 5 }, { ARQ_RESULT_STORE_TTL: '60' }, {})
  expect(settings).toEqual({ jobResultTtl: 60 })
})

it('leaves what is opened from a URL out of the worker’s settings', () => {
  const environment = { RABBITMQ_URL: 'amqp://a', ARQ_RESULT_STORE_URL: 'redis://b' }
  expect(merged({ jobResultStoreUrl: 'redis://c' }, environment, { 'log-level': 'debug' })).toEqual(
    {},
  )
})

describe('a wrong value', () => {
  const refused = (
    environment: Readonly<Record<string, string>>,
    flags: Readonly<Record<string, unknown>> = {},
  ) => expect(() => readOverrides(flags, testProgram({ environment })))

  it('is told with the name of the flag or the variable', () => {
    refused({ ARQ_MAX_RETRIES: 'many' }).toThrow('ARQ_MAX_RETRIES: "many": must be a number')
    refused({}, { 'prefetch-count': '0' }).toThrow('--prefetch-count: "0": must be at least 1')
    refused({}, { 'job-timeout': '10 minutes' }).toThrow('--job-timeout: "10 minutes": must be')
    refused({ ARQ_LOG_LEVEL: 'loud' }).toThrow('must be one of debug, info, warn, error, fatal')
  })

  it('never shows a URL, which may hold a password', () => {
    refused({ RABBITMQ_URL: ' ' }).not.toThrow()
    refused({}, { 'rabbitmq-url': ['amqp://u:secret@h', 'amqp://h'] }).toThrow(
      '--rabbitmq-url: was given more than once',
    )
  })
})

it('takes the levels by the names that Python gives them', () => {
  const levelOf = (text: string): unknown =>
    readOverrides({ 'log-level': text }, testProgram()).get('logLevel')?.value
  expect(['DEBUG', 'Warning', 'CRITICAL'].map(levelOf)).toEqual(['debug', 'warn', 'fatal'])
})

it('knows every variable that the documentation names', () => {
  expect(CLI_SETTINGS.map(({ variable }) => variable).sort()).toEqual([
    'ARQ_BURST_CHECK_INTERVAL',
    'ARQ_BURST_EXIT_ON_EMPTY',
    'ARQ_BURST_MODE',
    'ARQ_BURST_TIMEOUT',
    'ARQ_BURST_WAIT_FOR_TASKS',
    'ARQ_DEBUG_MODE',
    'ARQ_ENABLE_RESULT_STORAGE',
    'ARQ_HEALTH_ENDPOINT_HOST',
    'ARQ_HEALTH_ENDPOINT_PORT',
    'ARQ_JOB_TIMEOUT',
    'ARQ_LOG_LEVEL',
    'ARQ_MAX_BURST_JOBS',
    'ARQ_MAX_CONCURRENT_JOBS',
    'ARQ_MAX_RETRIES',
    'ARQ_QUEUE_NAME',
    'ARQ_RESULT_STORE_TTL',
    'ARQ_RESULT_STORE_URL',
    'ARQ_RETRY_BACKOFF',
    'ARQ_TRACE_TASKS',
    'ARQ_WORKER_NAME',
    'RABBITMQ_CONNECTION_TIMEOUT',
    'RABBITMQ_MANAGEMENT_URL',
    'RABBITMQ_PREFETCH_COUNT',
    'RABBITMQ_URL',
  ])
})
