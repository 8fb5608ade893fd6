import { EventEmitter } from 'node:events'

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { Channel, ChannelModel } from 'amqplib'

import { ChannelSupervisor } from '../../src/connection/channel-supervisor.js'
import type { AmqpConnection } from '../../src/connection/connection.js'
import { withScratchChannel } from '../../src/connection/scratch-channel.js'
import { AmqpReplyBox } from '../../src/consume/replies.js'

const LIMIT_MS = 30_000

const never = (): Promise<never> => new Promise(() => undefined)
const ignore = (): void => undefined

/** A channel on which the broker answers nothing but what the test says. */
class SilentChannel extends EventEmitter {
  isCloseAsked = false
  readonly assertQueue = (): Promise<void> => Promise.resolve()
  readonly consume = (): Promise<object> => Promise.resolve({})
  readonly deleteQueue = never
  readonly close = (): Promise<never> => {
    this.isCloseAsked = true
    return never()
  }
}

function connectionTo(createChannel: () => Promise<unknown>): AmqpConnection {
  const model = { createChannel } as unknown as ChannelModel
  return {
    model,
    whenConnected: () => Promise.resolve(model),
    answerLimitMs: LIMIT_MS,
    observe: ignore,
    unobserve: ignore,
    notReached: () => new Error('not reached'),
  } as unknown as AmqpConnection
}

describe('a broker that stops answering', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['queueMicrotask'] }))
  afterEach(() => void jest.useRealTimers())

  it.each([
    ['the opening of a channel', never, never],
    ['what is asked on it', () => Promise.resolve(new SilentChannel()), never],
  ])('holds up %s no longer than connectionTimeout', async (_what, createChannel, use) => {
    const asked = withScratchChannel(connectionTo(createChannel), use)
    const outcome = expect(asked).rejects.toMatchObject({
      code: 'ARQ_CONNECTION_LOST',
      message: 'RabbitMQ did not answer within 30 s (connectionTimeout)',
    })
    await jest.advanceTimersByTimeAsync(LIMIT_MS)
    await outcome
  })

  it('holds up a channel that is set up again no longer, either: another one is tried', async () => {
    const channels: SilentChannel[] = []
    const createChannel = (): Promise<SilentChannel> => {
      const channel = new SilentChannel()
      channels.push(channel)
      return Promise.resolve(channel)
    }
    const losses: unknown[] = []
    const supervisor = new ChannelSupervisor<Channel>({
      connection: connectionTo(createChannel),
      toError: (thrown) => thrown as never,
      reconnectIntervalMs: 1,
      open: (model) => model.createChannel(),
      setUp: () => (channels.length === 2 ? never() : Promise.resolve()),
      onLost: (error) => losses.push(error),
      onChannelClosed: ignore,
    })
    await supervisor.start(1000)
    channels[0]!.emit('close')
    await jest.advanceTimersByTimeAsync(0)
    await jest.advanceTimersByTimeAsync(2 * LIMIT_MS)
    expect(losses).toMatchObject([{}, { code: 'ARQ_CONNECTION_LOST' }])
    expect(channels).toHaveLength(3)
    expect(channels[1]!.isCloseAsked).toBe(true)
    void supervisor.stop()
  })

  it('holds up the close of a reply box for seconds only', async () => {
    const box = new AmqpReplyBox({
      connection: connectionTo(() => Promise.resolve(new SilentChannel())),
      reconnectIntervalMs: 1,
      onReply: ignore,
      onChannelClosed: ignore,
      onEnd: ignore,
    })
    await box.start(1000)
    let isClosed = false
    void box.close().then(() => (isClosed = true))
    await jest.advanceTimersByTimeAsync(10_000)
    expect(isClosed).toBe(true)
  })
})
