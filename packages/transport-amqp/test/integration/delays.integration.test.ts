import { describe, expect, it } from '@jest/globals'

import type { AmqpTransportSettings } from '../../src/index.js'
import { useBroker } from '../broker-bench.js'
import { errorOf, Inbox, jobMessage, textOf } from '../transport-bench.js'

const broker = useBroker()

describe.each([
  ['delays', {}],
  ['delays with compat', { compat: 'rabbitmq-arq' }],
] satisfies [string, AmqpTransportSettings][])('%s', (title, settings) => {
  const queue = title.replaceAll(' ', '-')

  it('never end early', async () => {
    const transport = await broker.open(settings)
    const arrivedAt = new Map<string, number>()
    const inbox = new Inbox((delivery) => {
      arrivedAt.set(textOf(delivery), Date.now())
      delivery.ack()
    })
    await transport.consume(queue, { prefetch: 100 }, inbox.take)
    // Ascending, as the Python library's single queue would hold shorter ones back.
    const dueAt = Array.from({ length: 20 }, (_, index) => Date.now() + 100 + index * 17.3)
    for (const due of dueAt)
      await transport.publish(jobMessage(queue, String(due), { dueAtMs: due }))
    await inbox.until(dueAt.length)
    const early = dueAt.filter((due) => arrivedAt.get(String(due))! < due)
    expect(early).toEqual([])
  })

  it('are not applied to what is already due', async () => {
    const transport = await broker.open(settings)
    await transport.publish(jobMessage(`${queue}-past`, 'x', { dueAtMs: Date.now() - 1 }))
    expect(await transport.queueInfo(`${queue}-past`)).toMatchObject({ ready: 1 })
  })

  it('keep the message as it is', async () => {
    const transport = await broker.open(settings)
    const inbox = new Inbox()
    await transport.consume(`${queue}-whole`, { prefetch: 1 }, inbox.take)
    await transport.publish(
      jobMessage(`${queue}-whole`, 'body', {
        dueAtMs: Date.now() + 50,
        headers: { 'x-retry-count': 1 },
        messageId: 'm-7',
        replyTo: 'box',
        correlationId: 'job',
      }),
    )
    const [delivery] = await inbox.until(1)
    expect(delivery).toMatchObject({ messageId: 'm-7', replyTo: 'box', correlationId: 'job' })
    expect(delivery!.headers).toMatchObject({ 'x-retry-count': 1 })
    expect(textOf(delivery!)).toBe('body')
  })

  it('of more than the broker takes are refused before anything is sent', async () => {
    const transport = await broker.open(settings)
    const log: string[] = []
    transport.on(({ type }) => log.push(type))
    const days = (count: number): number => Date.now() + count * 86_400_000
    expect(
      await errorOf(transport.publish(jobMessage(queue, 'x', { dueAtMs: days(3651) }))),
    ).toMatchObject({ code: 'ARQ_CONFIG_INVALID' })
    await transport.publish(jobMessage(queue, 'x', { dueAtMs: days(3649) }))
    expect(log).toEqual([])
  })
})

describe('a short delay', () => {
  it('does not wait behind a long one', async () => {
    const transport = await broker.open()
    const inbox = new Inbox()
    await transport.consume('mixed', { prefetch: 10 }, inbox.take)
    const now = Date.now()
    await transport.publish(jobMessage('mixed', 'hour', { dueAtMs: now + 3_600_000 }))
    await transport.publish(jobMessage('mixed', 'second', { dueAtMs: now + 1000 }))
    await transport.publish(jobMessage('mixed', 'instant', { dueAtMs: now + 100 }))
    await inbox.until(2)
    expect(inbox.texts).toEqual(['instant', 'second'])
  })

  it('is survived by the message when its target is deleted meanwhile and declared again', async () => {
    const transport = await broker.open()
    await transport.publish(jobMessage('moved', 'x', { dueAtMs: Date.now() + 300 }))
    await broker.host.onChannel((channel) => channel.deleteQueue('moved'))
    const inbox = new Inbox()
    await transport.consume('moved', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
  })
})
