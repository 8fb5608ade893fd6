import { afterEach, describe, expect, it } from '@jest/globals'

import {
  type ConsumeContext,
  type ListenerInput,
  type ListenerOutcome,
  type MessageExt,
  reconsumeLater,
} from '../../src/index.js'
import { deferred } from '../transaction/setup.js'
import { Consumers } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

interface Told {
  readonly how: 'success' | 'exception'
  readonly body: string
  readonly storedAtMs: number
  readonly context: ConsumeContext
  readonly error?: unknown
}

const told = ({ body, storeTimestamp }: MessageExt) => ({
  body: body.toString(),
  storedAtMs: storeTimestamp,
})

/** A listener with all it may have: it remembers what it was told, and tells when that is enough. */
class FullListener {
  readonly told: Told[] = []
  readonly hooked: (readonly [ListenerInput, ListenerOutcome, number])[] = []
  readonly before: ListenerInput[] = []
  readonly #answer: (message: MessageExt, context: ConsumeContext) => unknown
  #changed: () => void = () => undefined

  constructor(answer: (message: MessageExt, context: ConsumeContext) => unknown) {
    this.#answer = answer
  }

  readonly listener = {
    consume: async (message: MessageExt, context: ConsumeContext) => {
      context.attributes.set('begun', message.msgId)
      return (await this.#answer(message, context)) as undefined
    },
    onSuccess: (message: MessageExt, context: ConsumeContext) => {
      this.told.push({ ...told(message), how: 'success', context })
      this.#changed()
    },
    onException: (message: MessageExt, error: unknown, context: ConsumeContext) => {
      this.told.push({ ...told(message), how: 'exception', context, error })
      this.#changed()
    },
  }

  readonly hook = {
    beforeConsume: (input: ListenerInput) => {
      this.before.push(input)
    },
    afterConsume: (input: ListenerInput, outcome: ListenerOutcome, durationMs: number) => {
      this.hooked.push([input, outcome, durationMs])
      this.#changed()
    },
  }

  /** Resolves when it was told of so many calls, and so many calls have ended. */
  async until(told: number, calls: number): Promise<void> {
    while (this.told.length < told || this.hooked.length < calls) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve
      })
    }
  }
}

async function setup(full: FullListener, options = {}) {
  const topic = uniqueName('listener')
  const group = uniqueName('group')
  const producer = await producers.start(sharedNameServer())
  const consumer = consumers.create(sharedNameServer(), {
    ...{ group, consumeHooks: [full.hook], ...options },
  })
  consumer.subscribe(topic, full.listener)
  return { topic, group, producer, consumer }
}

describe('a listener', () => {
  it('is told where its message comes from, keeps values for its end, and hears how it went', async () => {
    const failure = new Error('not the first time')
    const full = new FullListener((_message, { reconsumeTimes }) => {
      if (reconsumeTimes === 0) throw failure
    })
    const { topic, group, producer, consumer } = await setup(full)
    const sent = await producer.send({ topic, body: 'again' })
    await consumer.start()
    await full.until(2, 2)
    const [first, second] = full.told
    expect(first).toMatchObject({ how: 'exception', body: 'again', error: failure })
    expect(first?.context).toMatchObject({
      ...{ topic, reconsumeTimes: 0, queue: sent.queue },
    })
    expect(first?.context.attributes.get('begun')).toBe(sent.msgId)
    // It comes again through the retry topic, and is still a message of its own topic.
    expect(second).toMatchObject({ how: 'success', body: 'again' })
    expect(second?.context).toMatchObject({
      ...{ topic, reconsumeTimes: 1, queue: { topic: `%RETRY%${group}`, queueId: 0 } },
    })
    expect(second?.context.queue.brokerName).toBe(sent.queue.brokerName)
    // By the server's rule the first wait is the third delay level, 10 s; brokers are punctual to a tenth of a second.
    expect(second!.storedAtMs - first!.storedAtMs).toBeGreaterThanOrEqual(10_000 - 100)
    // Each call has values of its own.
    expect(second?.context.attributes).not.toBe(first?.context.attributes)

    expect(full.before.map(({ group: of, messages }) => [of, messages.length])).toEqual([
      [group, 1],
      [group, 1],
    ])
    expect(full.hooked.map(([, { kind }]) => kind)).toEqual(['exception', 'success'])
    for (const [input, , durationMs] of full.hooked) {
      expect(durationMs).toBeGreaterThanOrEqual(0)
      expect(input.startedAtMs).toBeGreaterThanOrEqual(sent.queueOffset === 0n ? 1 : 0)
    }
  }, 90_000)

  it('that asks for its message again is told of neither, and counts as a call of its hooks', async () => {
    const full = new FullListener((_message, { reconsumeTimes }) =>
      reconsumeTimes === 0 ? reconsumeLater(1) : undefined,
    )
    const { topic, producer, consumer } = await setup(full)
    await producer.send({ topic, body: 'later' })
    await consumer.start()
    await full.until(1, 2)
    expect(full.told.map(({ how }) => how)).toEqual(['success'])
    expect(full.hooked.map(([, { kind }]) => kind)).toEqual(['failed', 'success'])
  }, 60_000)

  it('whose hooks throw consumes all the same', async () => {
    const full = new FullListener(() => undefined)
    const throwing = () => {
      throw new Error('a hook that is broken')
    }
    const { topic, producer, consumer } = await setup(full, {
      consumeHooks: [{ beforeConsume: throwing, afterConsume: throwing }, full.hook],
    })
    await producer.send({ topic, body: 'm' })
    await consumer.start()
    await full.until(1, 1)
    await consumer.close()
    const again = consumers.create(sharedNameServer(), { group: uniqueName('group') })
    expect(consumer.stats()).toMatchObject({ consumed: 1, failed: 0 })
    expect(again.isRunning).toBe(false)
  }, 60_000)

  it('of a batch, and of an orderly consumer, is told the same', async () => {
    const contexts: ConsumeContext[] = []
    const bodies: string[][] = []
    const full = new FullListener(() => undefined)
    const { topic, producer, consumer } = await setup(full, { mode: 'orderly' })
    const other = uniqueName('batches')
    const [queue] = await producer.queues(other)
    for (const body of ['a', 'b', 'c'])
      await producer.send({ topic: other, body }, { queue: queue! })
    const sent = await producer.send({ topic, body: 'ordered' })
    const all = deferred<undefined>()
    consumer.subscribeBatch(
      other,
      (messages, context) => {
        contexts.push(context)
        bodies.push(messages.map(({ body }) => body.toString()))
        if (bodies.flat().length === 3) all.resolve(undefined)
      },
      { maxMessages: 10 },
    )
    await consumer.start()
    await all.promise
    await full.until(1, bodies.length + 1)
    expect(bodies.flat()).toEqual(['a', 'b', 'c'])
    for (const context of contexts) {
      expect(context).toMatchObject({ topic: other, queue, reconsumeTimes: 0 })
    }
    expect(full.told[0]?.context).toMatchObject({ topic, queue: sent.queue, reconsumeTimes: 0 })
    expect(full.told[0]?.context.attributes.get('begun')).toBe(sent.msgId)
    expect(full.told[0]?.context.signal.aborted).toBe(false)
  }, 60_000)
})
