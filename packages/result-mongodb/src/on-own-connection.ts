import { ResultStoreError } from '@arq/core'
import { loginRefused } from '@arq/core/store'

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
    throw tellRefusedLogin(error)
  } finally {
    await connection.close()
  }
}

export const isRetryable = (error: unknown): error is ResultStoreError =>
  error instanceof ResultStoreError && error.retryable

/**
 * What kept the database from being reached, as `ARQ_STORE_AUTH` where waiting would not help: a login or a certificate
 * that is wrong. What refused a command says so itself.
 */
export const tellRefusedLogin = (error: unknown): unknown =>
  isRetryable(error) && isMisconfiguration(error) ? loginRefused(error) : error
