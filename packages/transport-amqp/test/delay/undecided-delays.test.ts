import { systemClock } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { connectionLost } from '../../src/amqp-errors.js'
import { Delays } from '../../src/delay/delays.js'
import type { Outbound } from '../../src/publish/outbound.js'
import { resolveAmqpSettings } from '../../src/resolve-amqp-settings.js'

const WHERE = 'amqp://broker'

/** The way of delayed messages where the question for the broker's mechanism ends like that. */
function delaysThatAsk(error: Error): Delays {
  const publishing = {
    clock: systemClock,
    settings: resolveAmqpSettings({}),
    connection: { where: WHERE },
  }
  type Parts = ConstructorParameters<typeof Delays>[0]
  const parts: Partial<Parts> = {
    publishing: publishing as unknown as Parts['publishing'],
    withScratchConnection: () => Promise.reject(error),
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
    const sending = delaysThatAsk(error).publish({ target: 'q' } as Outbound, Date.now() + 60_000)
    await expect(sending).rejects.toMatchObject({
      code: 'ARQ_CONNECTION_REFUSED',
      sent: 'no',
      retryable: true,
      message: expect.stringContaining(error.message),
    })
  })
})
