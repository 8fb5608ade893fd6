import { EventEmitter } from 'node:events'

import { describe, expect, it } from '@jest/globals'
import type { Channel, ChannelModel } from 'amqplib'

import { toChannelError } from '../../src/amqp-errors.js'
import { ChannelSupervisor } from '../../src/connection/channel-supervisor.js'
import type { AmqpConnection } from '../../src/connection/connection.js'

const ignore = (): void => undefined

class FakeChannel extends EventEmitter {
  readonly close = async (): Promise<void> => void this.emit('close')
}

const notFound = (words: string): Error =>
  Object.assign(new Error(`Channel closed by server: 404 (NOT-FOUND) with message "${words}"`), {
    code: 404,
  })

/** A supervisor whose first channel is closed by the broker, with these words, as it is set up. */
function supervise(words: string) {
  const model = {} as ChannelModel
  const setUps: Channel[] = []
  const supervisor = new ChannelSupervisor<Channel>({
    connection: {
      model,
      whenConnected: () => Promise.resolve(model),
      answerLimitMs: 30_000,
      observe: ignore,
      unobserve: ignore,
      notReached: () => new Error('not reached'),
    } as unknown as AmqpConnection,
    toError: (thrown) => toChannelError(thrown, 'q'),
    reconnectIntervalMs: 1,
    open: () => Promise.resolve(new FakeChannel() as unknown as Channel),
    setUp: async (channel) => {
      setUps.push(channel)
      if (setUps.length === 1) throw notFound(words)
    },
    onLost: ignore,
    onChannelClosed: ignore,
  })
  return { supervisor, setUps }
}

describe('the first channel on a queue', () => {
  it('that cannot serve now is followed by another, until it can', async () => {
    const { supervisor, setUps } = supervise(
      "NOT_FOUND - failed to perform operation on queue 'q' in vhost '/': its leader {'%2F_q',n@localhost} may be stopping or being demoted",
    )
    await supervisor.start(30_000)
    expect(setUps).toHaveLength(2)
    await supervisor.stop()
  })

  it('that does not exist is the last', async () => {
    const { supervisor, setUps } = supervise("NOT_FOUND - no queue 'q' in vhost '/'")
    await expect(supervisor.start(30_000)).rejects.toMatchObject({ code: 'ARQ_QUEUE_NOT_FOUND' })
    expect(setUps).toHaveLength(1)
  })
})
