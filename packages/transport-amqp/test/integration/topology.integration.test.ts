import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { errorOf, eventually, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

/** Without the type, which RabbitMQ 4 writes on every queue by itself. */
async function givenArguments(queue: string): Promise<object> {
  const { 'x-queue-type': type, ...given } = (await broker.host.queueArguments(queue)) as {
    readonly 'x-queue-type'?: string
  }
  expect(type ?? 'classic').toBe('classic')
  return given
}

describe('queues', () => {
  it('are quorum queues that dead-letter at least once, beside a plain dead letter queue', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('default', 'x'))
    expect(await broker.host.queueArguments('default')).toEqual({
      'x-queue-type': 'quorum',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'default.dlq',
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
      'x-delivery-limit': 1000,
    })
    expect(await broker.host.queueArguments('default.dlq')).toEqual({
      'x-queue-type': 'quorum',
      'x-delivery-limit': 2_147_483_647,
    })
  })

  it('are declared by whoever consumes first, too', async () => {
    const transport = await broker.open()
    await transport.consume('consumed', { prefetch: 1 }, (delivery) => delivery.ack())
    expect(await transport.queueInfo('consumed')).toMatchObject({ consumers: 1, ready: 0 })
    expect(await transport.queueInfo('consumed.dlq')).toBeDefined()
  })

  it('can be classic and have another dead letter queue', async () => {
    const transport = await broker.open({
      queues: { plain: { type: 'classic', deadLetterQueue: 'plain.failed' } },
    })
    expect(transport.deadLetterQueueOf('plain')).toBe('plain.failed')
    await transport.publish(jobMessage('plain', 'x'))
    expect(await broker.host.queueArguments('plain')).toEqual({
      'x-queue-type': 'classic',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'plain.failed',
    })
    expect(await broker.host.queueArguments('plain.failed')).toEqual({
      'x-queue-type': 'quorum',
      'x-delivery-limit': 2_147_483_647,
    })
    const inbox = new Inbox()
    await transport.publish(jobMessage('plain.failed', 'dead', { kind: 'deadLetter' }))
    await transport.consume('plain.failed', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
  })

  it('are what the Python library declares, with compat', async () => {
    const transport = await broker.open({ compat: 'rabbitmq-arq' })
    await transport.publish(jobMessage('python', 'x'))
    await transport.publish(jobMessage('python', 'later', { dueAtMs: Date.now() + 60_000 }))
    expect(await givenArguments('python')).toEqual({})
    expect(await givenArguments('python.dlq')).toEqual({})
    expect(await givenArguments('delay.python')).toEqual({
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': 'python',
    })
    await broker.host.onChannel(async (channel) => {
      await channel.assertQueue('python', { durable: true })
      await channel.assertQueue('python.dlq', { durable: true })
    })
  })

  it('that look different are refused with both values and the way out; others go on', async () => {
    const transport = await broker.open()
    await broker.host.onChannel((channel) => channel.assertQueue('classic', { durable: true }))
    const [error] = await Promise.all([
      errorOf(transport.publish(jobMessage('classic', 'x'))),
      transport.publish(jobMessage('neighbour', 'x')),
    ])
    expect(error).toMatchObject({
      code: 'ARQ_TOPOLOGY_MISMATCH',
      details: { queue: 'classic', argument: 'x-dead-letter-exchange', wanted: '', found: 'none' },
    })
    expect(error?.message).toContain('x-dead-letter-exchange = none, but the settings ask for ""')
    expect(error?.message).toContain('Delete the queue, or set its properties in queues')
    expect(await transport.queueInfo('classic')).toMatchObject({ ready: 0 })
  })

  it('that lack an argument are refused naming it', async () => {
    const transport = await broker.open()
    await broker.host.onChannel((channel) =>
      channel.assertQueue('bare', { durable: true, arguments: { 'x-queue-type': 'quorum' } }),
    )
    const error = await errorOf(transport.publish(jobMessage('bare', 'x')))
    expect(error).toMatchObject({
      code: 'ARQ_TOPOLOGY_MISMATCH',
      details: { argument: expect.stringMatching(/^x-/), found: 'none' },
    })
  })

  it('that are absent are an error, and stay absent, when they may not be declared', async () => {
    const transport = await broker.open({ declareQueues: false })
    for (const attempt of [
      transport.publish(jobMessage('absent', 'x')),
      transport.consume('absent', { prefetch: 1 }, () => {}),
    ]) {
      expect(await errorOf(attempt)).toMatchObject({
        code: 'ARQ_QUEUE_NOT_FOUND',
        details: { queue: 'absent' },
      })
    }
    expect(await broker.host.queueNames()).not.toContain('absent')
  })

  it('that operators declared differently are taken as they are, when they may not be declared', async () => {
    const transport = await broker.open({ declareQueues: false })
    await broker.host.onChannel((channel) =>
      channel.assertQueue('theirs', { durable: true, maxLength: 5 }),
    )
    await transport.publish(jobMessage('theirs', 'x'))
    expect(await transport.queueInfo('theirs')).toMatchObject({ ready: 1 })
    expect(await broker.host.queueNames()).not.toContain('theirs.dlq')
  })

  it('that exist are usable without the permission to declare', async () => {
    const owner = await broker.open()
    await owner.publish(jobMessage('guarded', 'x'))
    const user = `limited-${broker.host.name}`
    const transport = await broker.open({ url: await broker.host.addUser(user, 'secret', '^$') })
    await transport.publish(jobMessage('guarded', 'y'))
    expect(await errorOf(transport.publish(jobMessage('new', 'z')))).toMatchObject({
      code: 'ARQ_CONNECTION_AUTH',
      scope: 'channel',
    })
    expect(await transport.queueInfo('guarded')).toMatchObject({ ready: 2 })
    await transport.close()
    await broker.host.api('DELETE', `users/${user}`)
  })

  it('are neither created by asking about them nor by purging them', async () => {
    const transport = await broker.open()
    expect(await transport.queueInfo('unknown')).toBeUndefined()
    expect(await transport.purgeQueue('unknown')).toBeUndefined()
    expect(await broker.host.queueNames()).not.toContain('unknown')
  })

  it('can be emptied, saying how many messages went', async () => {
    const transport = await broker.open()
    await Promise.all([1, 2, 3].map(() => transport.publish(jobMessage('purged', 'x'))))
    expect(await transport.purgeQueue('purged')).toBe(3)
    expect(await transport.queueInfo('purged')).toEqual({
      name: 'purged',
      ready: 0,
      consumers: 0,
      unacknowledged: undefined,
      type: undefined,
    })
  })

  it('tell their type and unsettled messages through the management API', async () => {
    const transport = await broker.open({ managementUrl: broker.host.managementUrl })
    await transport.publish(jobMessage('managed', 'x'))
    const inbox = new Inbox(() => {})
    await transport.consume('managed', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
    const info = await eventually(
      () => transport.queueInfo('managed'),
      (answer) => answer?.unacknowledged === 1,
    )
    expect(info).toMatchObject({ ready: 0, consumers: 1, type: 'quorum' })
  })

  it('are told about without the management API when that does not answer', async () => {
    const transport = await broker.open({ managementUrl: 'http://guest:guest@127.0.0.1:1/' })
    await transport.publish(jobMessage('unmanaged', 'x'))
    expect(await transport.queueInfo('unmanaged')).toMatchObject({ ready: 1, type: undefined })
  })
})
