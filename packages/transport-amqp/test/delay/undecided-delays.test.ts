import { systemClock } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { connectionLost } from '../../src/amqp-errors.js'
import { Delays } from '../../src/delay/delays.js'
import type { Outbound } from '../../src/publish/outbound.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'

const WHERE = 'amqp://broker'

/** The way of delayed messages where the question for the broker's mechanism is answered like that. */
function delaysThatAsk(answer: () => Promise<never>): Delays {
  const publishing = {
    clock: systemClock,
    settings: resolveAmqpSettings({}),
    connection: { where: WHERE },
  }
  type Parts = ConstructorParameters<typeof Delays>[0]
  const parts: Partial<Parts> = {
    publishing: publishing as unknown as Parts['publishing'],
    withScratchConnection: answer,
  }
  return new Delays(parts as Parts)
}

describe('a delayed message whose broker could not be asked how it delays', () => {
  it.each([
    [
      'amqplib’s own error',
      Object.assign(new Error('Channel closed'), { name: 'IllegalOperationError' }),
    ],
    ['a lost connection', connectionLost(new Error('read ECONNRESET'), WHERE)],
  ])('is certainly not sent: %s', async (_what, error) => {
    const delays = delaysThatAsk(() => Promise.reject(error))
    const sending = delays.publish({ target: 'q' } as Outbound, Date.now() + 60_000)
    await expect(sending).rejects.toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
      sent: 'no',
      retryable: true,
      message: expect.stringContaining(error.message),
    })
  })

  it('is told so when the transport closes before there is an answer', async () => {
    const delays = delaysThatAsk(() => new Promise(() => undefined))
    const sending = delays.publish({ target: 'q' } as Outbound, Date.now() + 60_000)
    await delays.close(0)
    await expect(sending).rejects.toMatchObject({ code: 'ARQ_CLOSED', sent: 'no' })
  })
})
