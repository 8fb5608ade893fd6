import { describe, expect, it } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../src/index.js'
import { resolveAmqpSettings } from '../src/resolve-amqp-settings.js'

function refusalOf(settings: unknown): { code: string; message: string } {
  try {
    new AmqpTransport(settings as AmqpTransportSettings)
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('accepted')
}

describe('settings', () => {
  it('have their defaults, in milliseconds', () => {
    expect(resolveAmqpSettings({})).toMatchObject({
      connectionTimeoutMs: 30_000,
      heartbeatSeconds: 60,
      reconnectIntervalMs: 5000,
      confirmTimeoutMs: 30_000,
      maxReconnectAttempts: 0,
      maxMessageBytes: 16_777_216,
      whenFull: 'wait',
      declareQueues: true,
      enableDelayedJobs: true,
      delayMechanism: 'auto',
      moveDelayedJobs: 'consumers',
    })
  })

  it('take numbers as seconds and texts with a unit', () => {
    const settings = resolveAmqpSettings({ connectionTimeout: 1.5, heartbeat: '1500ms' })
    expect(settings).toMatchObject({ connectionTimeoutMs: 1500, heartbeatSeconds: 2 })
  })

  it.each([
    [{ conectionTimeout: 3 }, 'conectionTimeout: unknown key; did you mean connectionTimeout?'],
    [{ tls: { verify: true }, url: 'amqps://h' }, 'tls.verify: unknown key'],
    [{ queues: { images: { type: 'stream' } } }, 'must be "quorum" or "classic"'],
    [{ queues: { images: { durable: false } } }, 'queues.images.durable: needs type: "classic"'],
    [{ queues: { images: { exclusive: true } } }, 'queues.images.exclusive: needs type: "classic"'],
    [{ queues: { i: { type: 'quorum', autoDelete: true } } }, 'queues.i.autoDelete: needs type'],
    [{ queues: { images: { maxPriority: 5 } } }, 'queues.images.maxPriority: needs type'],
    [{ queues: { i: { type: 'classic', maxPriority: 256 } } }, 'maxPriority: must be at most 255'],
    [{ queues: { images: { maxLength: 0 } } }, 'queues.images.maxLength: must be at least 1'],
    [{ queues: { images: { messageTtl: 0 } } }, 'queues.images.messageTtl: must be more than 0'],
    [
      { queues: { i: { maxlength: 1 } } },
      'queues.i.maxlength: unknown key; did you mean maxLength',
    ],
    [
      { compat: 'rabbitmq-arq', queues: { i: { maxLength: 5 } } },
      'queues.i.maxLength: cannot be set with compat',
    ],
    [{ consumerTimeout: 'never' }, 'consumerTimeout: must be a duration or "none"'],
    [{ delayMechanism: 'redis' }, 'delayMechanism: must be "auto", "plugin" or "ttl"'],
    [{ moveDelayedJobs: true }, 'moveDelayedJobs: must be "consumers", "always" or "never"'],
    [{ enableDelayedJobs: 'no' }, 'enableDelayedJobs: must be true or false'],
    [{ compat: 'python' }, 'compat: must be "rabbitmq-arq"'],
    [{ connectionName: 'x'.repeat(256) }, 'connectionName: '],
    [{ heartbeat: '65536s' }, 'heartbeat: must be at most 65535 s'],
    [{ reconnectInterval: '25h' }, 'reconnectInterval: must be at most 86400 s'],
    [{ url: 'amqp://h/?channelMax=3' }, 'url: has channelMax="3"; channelMax must be 0 (no limit)'],
    [{ url: ['amqp://h', 'amqp://h?frameMax=1'] }, 'url: has frameMax="1"'],
    [{ url: 'amqp://h/?heartbeat=soon' }, 'url: has heartbeat="soon"'],
    [
      { queues: { a: { deadLetterQueue: 'a' } } },
      'queues.a.deadLetterQueue: is the queue itself: its final failures would come back to it',
    ],
    [
      { queues: { a: { deadLetterQueue: 'b' }, b: { deadLetterQueue: 'a' } } },
      'queues.a.deadLetterQueue: belongs to a queue that is itself the dead letter queue of b',
    ],
    [{ queues: { 'a.dlq': { deadLetterQueue: 'b' } } }, 'is itself the dead letter queue of a'],
    [{ queues: { 'amq.x': {} } }, '"amq.x"'],
    [{ queues: { q: { deadLetterQueue: 'two\nlines' } } }, 'queues.q.deadLetterQueue: '],
    [{ connectionTimeout: 0 }, 'connectionTimeout: must be more than 0'],
    [{ maxUnconfirmed: 0 }, 'maxUnconfirmed: must be at least 1'],
    [{ url: [] }, 'url: must be a URL or a list of URLs'],
    [{ tls: { ca: 'x' } }, 'tls: needs amqps: URLs'],
    [{ managementUrl: 'amqp://h' }, 'managementUrl: must begin with http:// or https://'],
  ])('refuse %j, naming the key', (settings, text) => {
    const error = refusalOf(settings)
    expect(error.code).toBe('ARQ_CONFIG_INVALID')
    expect(error.message).toContain(text)
  })

  it.each([
    'amqp://user:s3cret@host:99999/',
    'user:s3cret@host',
    'http://user:s3cret@host',
    'amqp://user:s3cret%ZZ@host',
    ['amqp://host', '//user:s3cret@'],
  ])('refuse the URL %s without repeating the password', (url) => {
    const error = refusalOf({ url })
    expect(error.code).toBe('ARQ_CONFIG_INVALID')
    expect(error.message).toContain(' url: ')
    expect(
      JSON.stringify([error, error.message, (error as { cause?: unknown }).cause]),
    ).not.toContain('s3cret')
  })
})

describe('the description', () => {
  it('names every broker and virtual host, without user and password', () => {
    const url = ['amqp://user:s3cret@one:5673/shop', 'amqps://two']
    const transport = new AmqpTransport({ url })
    expect(transport.description).toBe('amqp://one:5673/shop, amqps://two')
  })
})
