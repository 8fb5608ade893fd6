import { openingFailure } from '@arq/core/store'

import { IndexGate } from './index-gate.js'
import { MongoConnection } from './mongo-connection.js'
import { isMisconfiguration } from './mongo-errors.js'
import type { ResolvedMongoSettings } from './mongo-settings.js'

/**
 * Work on the indexes, on a connection that is there for it alone: the store need not be open, or may be closing.
 * @throws ResultStoreError `ARQ_STORE_AUTH` when the login is refused
 */
export async function onOwnConnection<T>(
  settings: ResolvedMongoSettings,
  work: (gate: IndexGate) => Promise<T>,
): Promise<T> {
  const connection = new MongoConnection(settings)
  connection.open()
  try {
    return await work(new IndexGate(connection, settings))
  } catch (error) {
    throw openingFailure(error, isMisconfiguration)
  } finally {
    await connection.close()
  }
}
