import { localizedMessage } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { RocketMQTransport } from '../src/index.js'
import { resolveRocketMQSettings } from '../src/rocketmq-settings.js'

describe('the URL', () => {
  it.each([
    ['rocketmq://ns', ['ns:9876'], undefined],
    ['rocketmq://ns:9877/', ['ns:9877'], undefined],
    ['rocketmq://a,b:1234;[::1]:9876', ['a:9876', 'b:1234', '[::1]:9876'], undefined],
    ['rocketmq://key:se%40cret@ns', ['ns:9876'], { accessKey: 'key', secretKey: 'se@cret' }],
    [['rocketmq://a', 'rocketmq://b'], ['a:9876', 'b:9876'], undefined],
  ])('%s names the servers', (url, nameServers, login) => {
    const { address } = resolveRocketMQSettings({ url })
    expect(address).toMatchObject({ nameServers, login, isTls: false })
  })

  it('is described without its login', () => {
    const transport = new RocketMQTransport({ url: 'rocketmqs://key:secret@a,b:1' })
    expect(transport.description).toBe('rocketmqs://a:9876,b:1')
  })

  it.each([
    'http://ns',
    'ns:9876',
    'rocketmq://',
    'rocketmq://ns/path',
    'rocketmq://ns:port',
    'rocketmq://key@ns',
    'rocketmq://:secret@ns',
    'rocketmq://key:%E0%A4%A@ns',
    ['rocketmq://a', 'rocketmqs://b'],
    ['rocketmq://k:secret@a', 'rocketmq://k:other@b'],
  ])('%s is refused in words, without a secret', (url) => {
    let error: unknown
    try {
      resolveRocketMQSettings({ url })
    } catch (thrown) {
      error = thrown
    }
    expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    expect(localizedMessage(error, 'zh-CN')).not.toBe(localizedMessage(error, 'en'))
    expect(localizedMessage(error, 'en')).not.toContain('secret@')
  })
})

it.each([
  [{ invisibleTime: '10ms' }, 'invisibleTime'],
  [{ invisibleTime: '13h' }, 'invisibleTime'],
  [{ longestTimer: 0 }, 'longestTimer'],
  [{ publishTimeout: 0 }, 'publishTimeout'],
  [{ prefix: 'jobs.' }, 'prefix'],
  [{ prefix: 'x'.repeat(41) }, 'prefix'],
  [{ tls: {} }, 'tls'],
  [{ prefx: 'a' }, 'prefx'],
  [{ queues: { mail: { maxPriority: 0 } } }, 'queues.mail.maxPriority'],
  [{ queues: { mail: { maxPriority: 256 } } }, 'queues.mail.maxPriority'],
  [{ queues: { mail: { durable: true } } }, 'queues.mail.durable'],
])('%j is refused, naming %s', (settings: object, key) => {
  expect(() => resolveRocketMQSettings(settings)).toThrow(key)
})

it('says what to do instead of an exclusive queue, in the language of the reader', () => {
  let error: unknown
  try {
    // As it is written for RabbitMQ.
    new RocketMQTransport({ queues: { mail: { exclusive: true } } } as object)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
  expect(localizedMessage(error, 'en')).toMatch(/queues\.mail\.exclusive.*maxConcurrentJobs: 1/)
  expect(localizedMessage(error, 'zh-CN')).toMatch(/独占队列.*maxConcurrentJobs: 1/)
})

it('tells the highest priority of each queue', () => {
  const transport = new RocketMQTransport({ queues: { mail: { maxPriority: 3 } } })
  expect(transport.highestPriorityOf('mail')).toBe(3)
  expect(transport.highestPriorityOf('mail.dlq')).toBe(0)
  expect(transport.highestPriorityOf('images')).toBe(0)
})
