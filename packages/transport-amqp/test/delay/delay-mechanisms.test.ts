import { describe, expect, it } from '@jest/globals'

import { BucketDelay } from '../../src/delay/bucket-delay.js'
import { MechanismChoice } from '../../src/delay/choose-mechanism.js'
import { CompatDelay } from '../../src/delay/compat-delay.js'
import { PluginDelay } from '../../src/delay/plugin-delay.js'
import { toOutbound } from '../../src/publish/outbound.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'
import { Topology } from '../../src/topology/topology.js'
import { jobMessage } from '../transport-bench.js'

const TARGET = new Topology(resolveAmqpSettings({})).jobQueue('q')
const DAY_MS = 86_400_000
const job = toOutbound(jobMessage('q', 'x', { headers: { 'x-kept': 1 }, priority: 3 }))

/** Both clocks of these tests show the same. */
const at = (ms: number) => ({ wallMs: ms, monotonicMs: ms })

describe('our own delays', () => {
  const delayed = new BucketDelay().delay(job, at(10_000.2))

  it('declare the due queue before the bucket, and both after the target', () => {
    const { queues, routingKey } = delayed.routeAt(TARGET, 0)
    expect(queues.map(({ name }) => name)).toEqual(['q', 'arq.delay.due', 'arq.delay.b.9514'])
    expect(routingKey).toBe('arq.delay.b.9514')
  })

  it('lose nothing between the stages, and never drop a bucket or the due queue', () => {
    const [, due, bucket] = delayed.routeAt(TARGET, 0).queues
    expect(bucket!.arguments).toEqual({
      'x-queue-type': 'quorum',
      'x-message-ttl': 9514,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'arq.delay.due',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    })
    expect(due!.arguments).toEqual({ 'x-queue-type': 'quorum', 'x-delivery-limit': 2_147_483_647 })
  })

  it('carry moment, target and priority in headers, and no priority that the queues would heed', () => {
    expect(delayed.properties.headers).toEqual({
      'x-kept': 1,
      'x-arq-due-at': 10_001,
      'x-arq-target': 'q',
      'x-arq-priority': 3,
    })
    expect(delayed.properties).not.toHaveProperty('priority')
    expect(delayed.properties).toMatchObject({ mandatory: true, deliveryMode: 2 })
  })

  it('say what will remain of the wait behind the bucket, counted when the message leaves', () => {
    const restAt = (nowMs: number): unknown =>
      delayed.routeAt(TARGET, nowMs).properties?.headers?.['x-arq-rest']
    // 10,000.2 less a bucket of 9,514; then straight to the due queue. Rounded up, and one more.
    expect([restAt(0), restAt(9000), restAt(20_000)]).toEqual([488, 1002, 0])
  })

  it('share a bucket among targets, but not the failing of a declaration', () => {
    const other = new Topology(resolveAmqpSettings({})).jobQueue('other')
    const [one, two] = [TARGET, other].map((target) => delayed.routeAt(target, 0))
    expect(one!.routingKey).toBe(two!.routingKey)
    expect(one!.gateKey).not.toBe(two!.gateKey)
  })
})

describe('delays by the plugin', () => {
  const plugin = new PluginDelay()
  const longest = 2 ** 32 - 1
  const REST = longest + 1 - 32 * DAY_MS + 1

  it('are declared and published as the Python library does', () => {
    const { properties, ...route } = plugin.delay(job, at(1500.2)).routeAt(TARGET, 1000)
    expect(route).toMatchObject({
      exchange: 'delayed.q',
      routingKey: 'q',
      queues: [TARGET],
      exchangeSpec: { type: 'x-delayed-message', name: 'delayed.q', queueName: 'q' },
    })
    expect(properties).toMatchObject({ headers: { 'x-kept': 1, 'x-delay': 501 }, priority: 3 })
  })

  it('are not mandatory: the plugin would answer each with NO_ROUTE', () => {
    const { properties } = plugin.delay(job, at(2000)).routeAt(TARGET, 1000)
    expect(properties).toMatchObject({ mandatory: false })
  })

  it('are counted when the message leaves, again each time', () => {
    const delayed = plugin.delay(job, at(2000))
    const delays = [1000, 1700].map(
      (atMs) => delayed.routeAt(TARGET, atMs).properties?.headers?.['x-delay'],
    )
    expect(delays).toEqual([1000, 300])
  })

  it('that are over when the message leaves send it straight to its queue, as it is', () => {
    const delayed = plugin.delay(job, at(2000))
    expect(delayed.routeAt(TARGET, 2000)).toEqual({
      exchange: '',
      routingKey: 'q',
      queues: [TARGET],
    })
    expect(delayed.properties).toEqual(job.properties)
  })

  it.each([
    ['at once', 0, {}],
    ['by the plugin', 1000, { 'x-delay': 1000 }],
    [
      'in our own queues',
      longest + 1,
      { 'x-arq-due-at': longest + 1, 'x-arq-target': 'q', 'x-arq-rest': REST },
    ],
  ])('keep nothing of an earlier delay: %s', (_way, dueAtMs, headers) => {
    const tried = toOutbound(jobMessage('q', 'x', { headers: { 'x-kept': 1, 'x-delay': 77 } }))
    const delayed = plugin.delay(tried, at(dueAtMs))
    const { properties = delayed.properties } = delayed.routeAt(TARGET, 0)
    expect(properties.headers).toEqual({ 'x-kept': 1, ...headers })
  })

  it('beyond what the plugin takes go our own way, which looks at them again', () => {
    expect(plugin.delay(job, at(longest)).routeAt(TARGET, 0).exchange).toBe('delayed.q')
    const { routingKey, properties } = plugin.delay(job, at(longest + 1)).routeAt(TARGET, 0)
    expect(routingKey).toBe(`arq.delay.b.${32 * DAY_MS}`)
    expect(properties).toMatchObject({ mandatory: true })
    expect(properties?.headers).not.toHaveProperty('x-delay')
  })

  it('of an exclusive queue go our own way: no other connection may bind it', () => {
    const own = resolveAmqpSettings({ queues: { own: { type: 'classic', exclusive: true } } })
    const route = plugin.delay(job, at(2000)).routeAt(new Topology(own).jobQueue('own'), 0)
    expect(route).toMatchObject({ exchange: '', routingKey: 'arq.delay.due' })
    expect(route.properties?.headers).not.toHaveProperty('x-delay')
  })
})

describe('delays with compat', () => {
  it('set the time to live on the message, counted when it leaves', () => {
    const delayed = new CompatDelay().delay(job, at(1500.2), 1000)
    expect(delayed.routeAt(TARGET, 1100)).toMatchObject({
      routingKey: 'delay.q',
      queues: [
        TARGET,
        {
          name: 'delay.q',
          arguments: { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'q' },
        },
      ],
      properties: { ...job.properties, expiration: '401' },
    })
    expect(delayed.routeAt(TARGET, 9000).properties).toMatchObject({ expiration: '0' })
  })

  it('of more than ten years of 365 days are refused in days', () => {
    const tenYears = 315_360_000_000
    expect(() => new CompatDelay().delay(job, at(tenYears), 0)).not.toThrow()
    expect(() => new CompatDelay().delay(job, at(tenYears + 1), 0)).toThrow(
      /dueAtMs: is 3651 days away.* 3650 days/,
    )
  })
})

describe('the mechanism', () => {
  /** RabbitMQ 4 says 406 to a type that it does not know as well, in other words. */
  type Answer = 503 | 406 | '406, unknown' | 403 | 'nothing'

  const closedWith = (answer: Answer): Error =>
    answer === '406, unknown'
      ? Object.assign(
          new Error("PRECONDITION_FAILED - unknown exchange type 'x-delayed-message'"),
          {
            code: 406,
          },
        )
      : Object.assign(new Error('closed'), { code: answer })

  /** Of a broker that answers the question for the plugin like that. */
  function chosen(settings: Parameters<typeof resolveAmqpSettings>[0], answer: Answer) {
    let asked = 0
    const choice = new MechanismChoice(resolveAmqpSettings(settings), () => {
      asked += 1
      return Promise.reject(closedWith(answer))
    })
    return { choice, count: () => asked }
  }

  it.each([
    [{}, 406, PluginDelay],
    [{}, 403, PluginDelay],
    [{}, 503, BucketDelay],
    [{}, '406, unknown', BucketDelay],
    [{ delayMechanism: 'plugin' }, 406, PluginDelay],
    [{ compat: 'rabbitmq-arq', delayMechanism: 'plugin' }, 406, PluginDelay],
  ] satisfies [Parameters<typeof resolveAmqpSettings>[0], Answer, unknown][])(
    'of %j is, when the broker answers %s, %p; asked once',
    async (settings, answer, mechanism) => {
      const { choice, count } = chosen(settings, answer)
      expect(await choice.mechanism()).toBeInstanceOf(mechanism)
      await choice.mechanism()
      expect(count()).toBe(1)
    },
  )

  it.each([
    [{ delayMechanism: 'ttl' }, BucketDelay],
    [{ compat: 'rabbitmq-arq' }, CompatDelay],
  ] satisfies [Parameters<typeof resolveAmqpSettings>[0], unknown][])(
    'of %j asks no broker',
    async (settings, mechanism) => {
      const { choice, count } = chosen(settings, 'nothing')
      expect(await choice.mechanism()).toBeInstanceOf(mechanism)
      expect(count()).toBe(0)
    },
  )

  it('is an error naming both ways out where the plugin is asked for and missing', async () => {
    const { choice } = chosen({ delayMechanism: 'plugin' }, 503)
    await expect(choice.mechanism()).rejects.toMatchObject({
      code: 'ARQ_CONFIG_INVALID',
      message: expect.stringMatching(/enable rabbitmq_delayed_message_exchange.*"ttl"/),
    })
  })

  it('is asked for again when the broker could not be asked', async () => {
    const { choice, count } = chosen({}, 'nothing')
    await expect(choice.mechanism()).rejects.toThrow('closed')
    await expect(choice.mechanism()).rejects.toThrow('closed')
    expect(count()).toBe(2)
  })
})
