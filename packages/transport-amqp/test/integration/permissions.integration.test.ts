import { readFileSync } from 'node:fs'

import { describe, expect, it } from '@jest/globals'

import { useBroker } from '../broker-bench.js'
import { errorOf, Inbox, jobMessage } from '../transport-bench.js'

const broker = useBroker()

interface Rights {
  readonly configure: string
  readonly write: string
  readonly read: string
}

/** As the README lists them for a work queue `orders`. */
const CLIENT: Rights = {
  configure: '^(orders|orders\\.dlq|arq\\..*)$',
  write: '^(amq\\.default|arq\\..*)$',
  read: '^(orders|arq\\..*)$',
}
const WORKER: Rights = {
  configure: '^(orders|orders\\.dlq|arq\\..*|amq\\.gen.*)$',
  write: '^(amq\\.default|arq\\..*|amq\\.gen.*)$',
  read: '^(orders|arq\\..*|amq\\.gen.*)$',
}
/** Of a client whose queues others declare. */
const SENDER: Rights = { configure: '^$', write: '^(amq\\.default|arq\\.control)$', read: '^$' }

let users = 0

/** The URL of a new user who may do just that. */
async function userWith(rights: Rights): Promise<string> {
  const name = `restricted-${(users += 1)}-${broker.host.name}`
  broker.opened.push({
    close: async () => void (await broker.host.api('DELETE', `users/${name}`)),
  })
  const url = await broker.host.addUser(name, 'x', '^$')
  await broker.host.api('PUT', `permissions/${broker.host.name}/${name}`, rights)
  return url
}

describe('a user with the rights that the README lists', () => {
  it('is enough for client and worker, with delays, dead letters, replies and signals', async () => {
    const delayMechanism = 'ttl'
    const client = await broker.open({ url: await userWith(CLIENT), delayMechanism })
    const worker = await broker.open({ url: await userWith(WORKER), delayMechanism })
    const replies: string[] = []
    const box = await client.openReplyBox(({ body }) => replies.push(Buffer.from(body).toString()))
    await client.publish(jobMessage('orders', 'now'))
    await client.publish(jobMessage('orders', 'soon', { dueAtMs: Date.now() + 20 }))
    await client.publish(jobMessage('orders', 'in days', { dueAtMs: Date.now() + 1e9 }))

    const inbox = new Inbox()
    await worker.consume('orders', { prefetch: 10 }, inbox.take)
    await inbox.until(2)
    const heard = new Promise((resolve) => {
      void worker.onBroadcast(resolve).then(() => client.broadcast({ kind: 'abort' }))
    })
    expect(await heard).toEqual({ kind: 'abort' })
    await worker.publish(jobMessage('orders', 'retry', { dueAtMs: Date.now() + 1e9 }))
    await worker.publish(jobMessage('orders.dlq', 'dead', { kind: 'deadLetter' }))
    await worker.publish(jobMessage('arq.results', 'record', { kind: 'system' }))
    const parked = new Inbox()
    await worker.consume('arq.results', { kind: 'system', prefetch: 1 }, parked.take)
    await parked.until(1)
    await worker.publish(jobMessage(box.address, 'answer', { kind: 'reply' }))
    await worker.close()
    await client.close()
    expect(inbox.texts.sort()).toEqual(['now', 'soon'])
    expect(replies).toEqual(['answer'])
  })

  it('that may only publish sends to queues that others have declared', async () => {
    const owner = await broker.open()
    await owner.publish(jobMessage('orders', 'declares'))
    await owner.onBroadcast(() => undefined)
    const sender = await broker.open({ url: await userWith(SENDER) })
    await sender.publish(jobMessage('orders', 'x'))
    await sender.broadcast({ kind: 'abort' })
  })

  it('is enough with compat, where delays wait in a queue of their own', async () => {
    const withDelays = ({ configure, write, read }: Rights): Rights => ({
      configure: configure.replace('(', '(delay\\.orders|'),
      write,
      read: read.replace('(', '(delay\\.orders|'),
    })
    await broker.host.onChannel(async (channel) => {
      await channel.deleteQueue('orders')
      await channel.deleteQueue('orders.dlq')
    })
    const settings = { compat: 'rabbitmq-arq' } as const
    const client = await broker.open({ url: await userWith(withDelays(CLIENT)), ...settings })
    const worker = await broker.open({ url: await userWith(withDelays(WORKER)), ...settings })
    await client.publish(jobMessage('orders', 'soon', { dueAtMs: Date.now() + 20 }))
    const inbox = new Inbox()
    await worker.consume('orders', { prefetch: 1 }, inbox.take)
    await inbox.until(1)
    await worker.close()
    await broker.host.onChannel(async (channel) => {
      await channel.deleteQueue('orders')
      await channel.deleteQueue('orders.dlq')
    })
  })

  it('is what the README says', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
    for (const { configure, write, read } of [CLIENT, WORKER, SENDER]) {
      expect(readme).toContain(`'${configure}' '${write}' '${read}'`)
    }
  })
})

describe('a user without a right', () => {
  it('to declare a queue is told which, and what the pattern must match', async () => {
    await broker.host.onChannel(async (channel) => {
      await channel.deleteQueue('orders')
      await channel.deleteQueue('orders.dlq')
    })
    const url = await userWith({ ...CLIENT, configure: '^(orders|arq\\..*)$' })
    const transport = await broker.open({ url })
    const error = await errorOf(transport.publish(jobMessage('orders', 'x')))
    expect(error).toMatchObject({
      code: 'ARQ_CONNECTION_AUTH',
      retryable: false,
      details: { resource: 'queue', name: 'orders.dlq' },
    })
    expect(error?.message).toContain('needs a pattern that matches orders.dlq')
  })

  it('to publish is told that it is the default exchange’s, whatever is under way', async () => {
    const owner = await broker.open()
    await owner.publish(jobMessage('orders', 'declares'))
    const url = await userWith({ ...CLIENT, write: '^(arq\\..*)$' })
    const transport = await broker.open({ url })
    const outcomes = Array.from({ length: 20 }, () =>
      errorOf(transport.publish(jobMessage('orders', 'x'))),
    )
    for (const error of await Promise.all(outcomes)) {
      expect(error).toMatchObject({ code: 'ARQ_CONNECTION_AUTH', retryable: false })
      expect(error?.message).toContain('needs a pattern that matches amq.default')
    }
  })

  it('to consume is told so, and to send signals', async () => {
    const owner = await broker.open()
    await owner.publish(jobMessage('orders', 'declares'))
    await owner.onBroadcast(() => undefined)
    const url = await userWith({ ...SENDER, write: '^amq\\.default$' })
    const transport = await broker.open({ url })
    const consumed = transport.consume('orders', { prefetch: 1 }, () => undefined)
    expect(await errorOf(consumed)).toMatchObject({
      code: 'ARQ_CONNECTION_AUTH',
      message: expect.stringContaining('queue orders'),
    })
    expect(await errorOf(transport.broadcast({ kind: 'abort' }))).toMatchObject({
      code: 'ARQ_CONNECTION_AUTH',
      message: expect.stringContaining('exchange arq.control'),
    })
    await transport.publish(jobMessage('orders', 'goes all the same'))
  })
})
