import { ResultStoreError } from '@arq/core'
import { loginRefused } from '@arq/core/store'

import type { SqlAdapter } from './sql-adapter.js'

export const isRetryable = (error: unknown): error is ResultStoreError =>
  error instanceof ResultStoreError && error.retryable

/**
 * What kept the database from being reached, as `ARQ_STORE_AUTH` where waiting would not help: a login or a database that
 * is wrong. What refused a statement says so itself.
 */
export const tellRefusedLogin = (
  error: unknown,
  adapter: Pick<SqlAdapter, 'isMisconfiguration'>,
): unknown =>
  isRetryable(error) && adapter.isMisconfiguration(error) ? loginRefused(error) : error
