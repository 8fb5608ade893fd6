import { expect, it } from '@jest/globals'

import { LoopSignal } from '../../src/flow/stop-signal.js'
import { guardedLogger } from '../../src/log/guarded-logger.js'
import { silentLogger } from '../../src/log/logger.js'
import type { PopClient } from '../../src/pop/pop-client.js'
import { Popper } from '../../src/pop/popper.js'
import { Settlement } from '../../src/pop/settlement.js'
import { compressionCodecs } from '../../src/protocol/compression.js'
import type { PopHeader, PopPlace, PopResult } from '../../src/protocol/requests/pop.js'
import { decodeStoredMessages } from '../../src/protocol/stored-message.js'
import { subscriptionData } from '../../src/protocol/subscription-data.js'
import { verbatim } from '../../src/texts/text.js'
import { record } from '../protocol/stored-record.js'
import { deferred } from '../transaction/setup.js'

const TARGET = { topic: 'T', brokerName: 'a', address: '10.0.0.1:10911' }

const subscription = (expression: string, version: number) =>
  subscriptionData({ topic: 'T', expression, version })

/** What a broker answers to a pop: a message of each tag. */
function popResult(tags: readonly string[]): PopResult {
  const bodies = tags.map((tag) =>
    record({ body: Buffer.from(tag), properties: `TAGS\u0001${tag}\u0002` }),
  )
  const messages = decodeStoredMessages(Buffer.concat(bodies), {
    codecs: compressionCodecs([]),
    maxBodyBytes: 1000,
  })
  const handle = {
    ...{ startOffset: 0n, popTime: 1, invisibleMs: 60_000, reviveQueueId: 0, origin: '0' as const },
    ...{ brokerName: 'a', queueId: 0 },
  }
  const popped = messages.map((message, at) => ({
    message,
    handle: { ...handle, queueOffset: BigInt(at) },
  }))
  return { status: 'found', popped } as unknown as PopResult
}

it('hands out what is wanted when the answer comes: a broker goes by the filter it was asked with', async () => {
  const answered = deferred<PopResult>()
  const asked: PopHeader[] = []
  const acknowledged: bigint[] = []
  const pops = {
    pop: (_target: unknown, header: PopHeader) => {
      asked.push(header)
      return answered.promise
    },
    ack: ({ handle }: PopPlace) => {
      acknowledged.push(handle.queueOffset)
      return Promise.resolve()
    },
  } as unknown as PopClient
  const logger = guardedLogger(silentLogger)
  let wanted = subscription('a || b', 1)
  const popper = new Popper({
    client: undefined as never,
    ...{ group: 'G', namespace: undefined, pops, logger },
    settings: { consumeFrom: 'last', fifo: false, maxReconsumeTimes: 16, unitMode: false },
    subscriptionOf: () => wanted,
    wantedOf: () => wanted,
    settlement: new Settlement({ pops, name: verbatim('it'), logger }),
  })
  const question = { maxMessages: 32, invisibleMs: 60_000, pollMs: 5000 }
  const received = popper.pop(TARGET, { ...question, signal: new LoopSignal() })
  wanted = subscription('b || c', 2)
  answered.resolve(popResult(['a', 'b']))

  expect((await received).map(({ body }) => body.toString())).toEqual(['b'])
  // What nobody wants any more would come again and again.
  expect(acknowledged).toEqual([0n])
  expect(asked).toMatchObject([{ subscription: { subString: 'a || b' } }])
})
