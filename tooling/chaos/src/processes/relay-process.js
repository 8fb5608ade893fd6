// Sends what is committed to the outbox, as an application would have it done.
import { createClient } from '@arq/client'
import { createConsoleLogger, isArqError } from '@arq/core'
import { outboxRelay } from '@arq/outbox'

import { QUEUE_NAME } from '../queue-names.js'
import { newStore, newTransport } from './connections.js'
import { endWithParent, readSettings } from './settings.js'

const settings = readSettings()
endWithParent()
const logger = createConsoleLogger({ level: 'warn' })
const client = await connected()
const relay = outboxRelay({ database: settings.databaseUrl ?? '', client, logger })
await started()
process.send?.({ isAtWork: true })
process.once('SIGTERM', async () => {
  await relay.stop()
  await client.close()
})

/** Not there yet, the broker is tried again: as whoever runs an application starts it again. */
async function connected() {
  for (;;) {
    try {
      return await createClient({
        transport: newTransport(settings),
        resultStore: newStore(settings),
        queueName: QUEUE_NAME,
        logger,
      })
    } catch (error) {
      if (!isArqError(error) || error.retryable !== true) throw error
    }
  }
}

async function started() {
  for (;;) {
    try {
      return await relay.start()
    } catch (error) {
      if (!isArqError(error) || error.retryable !== true) throw error
    }
  }
}
