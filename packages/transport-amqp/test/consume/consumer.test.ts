import { EventEmitter } from 'node:events'

import { systemClock } from '@arq/core'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'

import type { AmqpConnection } from '../../src/connection/connection.js'
import { AmqpConsumer } from '../../src/consume/consumer.js'
import { SettlePace } from '../../src/consume/settle-pace.js'
import type { TopologyAsserter } from '../../src/topology/assert-topology.js'
import type { BrokerQuestions } from '../../src/topology/broker-questions.js'
import { PlainSettleLink } from '../../src/wire/plain-settle.js'

const never = (): Promise<never> => new Promise(() => undefined)

/** A channel of a broker that takes a consumer and says nothing more. */
class SilentChannel extends EventEmitter {
  isAsked = false
  readonly prefetch = (): Promise<void> => Promise.resolve()
  readonly close = never
  readonly consume = (): Promise<never> => {
    this.isAsked = true
    return never()
  }
}

function consumerOn(channel: SilentChannel): AmqpConsumer {
  const model = { createChannel: () => Promise.resolve(channel) }
  const connection = {
    model,
    whenConnected: () => Promise.resolve(model),
    answerLimitMs: 600_000,
    observe: () => undefined,
    unobserve: () => undefined,
    notReached: () => new Error('not reached'),
  }
  const ignore = (): void => undefined
  return new AmqpConsumer({
    connection: connection as unknown as AmqpConnection,
    topology: { ensureQueue: () => Promise.resolve() } as unknown as TopologyAsserter,
    questions: {} as unknown as BrokerQuestions,
    openSettleLink: (opened) => new PlainSettleLink(opened),
    settlePace: new SettlePace(),
    queue: { name: 'q', arguments: {} },
    prefetch: 1,
    reconnectIntervalMs: 100,
    clock: systemClock,
    checkIntervalMs: 0,
    onDelivery: ignore,
    onStaleSettle: ignore,
    onCancelled: ignore,
    onChannelClosed: ignore,
    onNotConsuming: ignore,
    onConsuming: ignore,
    onEnd: ignore,
  })
}

describe('a consumer that the broker does not answer', () => {
  beforeEach(() => void jest.useFakeTimers())
  afterEach(() => void jest.useRealTimers())

  it.each(['pause', 'close', 'shutDown'] as const)('holds up no %s', async (how) => {
    const channel = new SilentChannel()
    const consumer = consumerOn(channel)
    void consumer.start(600_000)
    await jest.advanceTimersByTimeAsync(0)
    expect(channel.isAsked).toBe(true)
    let isOver = false
    void consumer[how]().then(() => (isOver = true))
    await jest.advanceTimersByTimeAsync(10_000)
    expect(isOver).toBe(true)
  })

  it('is waited for once, whatever is asked of it', async () => {
    const consumer = consumerOn(new SilentChannel())
    void consumer.start(600_000)
    await jest.advanceTimersByTimeAsync(0)
    let isOver = false
    void consumer
      .pause()
      .then(() => consumer.close())
      .then(() => (isOver = true))
    await jest.advanceTimersByTimeAsync(5000)
    expect(isOver).toBe(true)
  })
})
