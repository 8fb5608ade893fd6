import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'

import { readConfig } from '../../src/config/read-config.js'

/** As the README of `rabbitmq-arq` 0.2.2 has it. */
const OF_THE_PYTHON_LIBRARY = `
# config.yaml
rabbitmq:
  url: "amqp://localhost:5672"
  prefetch_count: 5000

worker:
  max_workers: 10
  queues: ["default", "high_priority"]
  result_storage:
    enabled: true
    store_url: "redis://localhost:6379/0"
    ttl: 86400  # 24小时

logging:
  level: "INFO"
  format: "structured"
`

const settingsOf = (contents: unknown): Readonly<Record<string, unknown>> => {
  const { values, issues } = readConfig(contents)
  expect(issues).toEqual([])
  return Object.fromEntries([...values].map(([key, { value }]) => [key, value]))
}

const problemsOf = (contents: unknown): readonly string[] =>
  readConfig(contents).issues.map(({ path, message }) => `${path}: ${message}`)

it('takes the file of the Python library as it stands', () => {
  expect(settingsOf(parse(OF_THE_PYTHON_LIBRARY))).toEqual({
    rabbitmqUrl: 'amqp://localhost:5672',
    prefetchCount: 5000,
    maxConcurrentJobs: 10,
    queueName: [{ name: 'default' }, { name: 'high_priority' }],
    enableJobResultStorage: true,
    resultStoreUrl: 'redis://localhost:6379/0',
    jobResultTtl: 86_400,
    logLevel: 'info',
    logFormat: 'json',
  })
})

describe('a configuration file', () => {
  it('may be empty, or have empty sections', () => {
    expect(settingsOf(undefined)).toEqual({})
    expect(settingsOf({ worker: undefined, logging: {} })).toEqual({})
  })

  it('takes names in camelCase, numbers in quotes, and settings of the transport', () => {
    const rabbitmq = { heartbeat: '20s', consumer_timeout: '2h', url: ['amqp://a', 'amqp://b'] }
    expect(settingsOf({ worker: { maxRetries: '4', retry_jitter: 0.5 }, rabbitmq })).toEqual({
      maxRetries: 4,
      retryJitter: 0.5,
      rabbitmqUrl: ['amqp://a', 'amqp://b'],
      transport: { heartbeat: '20s', consumerTimeout: '2h' },
    })
  })

  it('keeps what it says of a queue', () => {
    const queues = ['a', { name: 'b', weight: 3 }]
    expect(settingsOf({ worker: { queues } })['queueName']).toEqual([
      { name: 'a' },
      { name: 'b', weight: 3 },
    ])
  })

  it('names every wrong key at once, and the nearest right one', () => {
    const worker = {
      max_wrokers: 1,
      max_retries: -1,
      maxRetries: 2,
      max_concurrent_jobs: 0,
      queues: [{ name: 'a', wieght: 1 }],
      on_startup: 'x',
      result_storage: { ttll: 1 },
    }
    expect(problemsOf({ loging: {}, rabbitmq: 5, worker, logging: { format: 'xml' } })).toEqual([
      'loging: unknown key; did you mean logging?',
      'rabbitmq: must be an object, got a number',
      'worker.max_wrokers: unknown key; did you mean max_workers?',
      'worker.max_retries: must be at least 0, got -1',
      'worker.max_concurrent_jobs: must be at least 1, got 0',
      'worker.queues.0.wieght: unknown key; did you mean weight?',
      'worker.on_startup: cannot stand in a file: it is a function or an object. Give it in the settings module (-m)',
      'worker.result_storage.ttll: unknown key; did you mean result_storage.ttl?',
      'logging.format: must be "text" or "json"',
    ])
  })

  it('says so when two names of one setting are given', () => {
    expect(problemsOf({ worker: { max_workers: 1, max_concurrent_jobs: 2 } })).toEqual([
      'worker.max_concurrent_jobs: says the same as worker.max_workers',
    ])
  })
})
