import { ArqError } from './arq-error.js'

/**
 * The result store failed. `retryable` says how: true, it is away for now (`ARQ_STORE_CONNECTION`, `ARQ_STORE_TIMEOUT`,
 * `ARQ_STORE_UNAVAILABLE`); false, it refuses this call until somebody changes something (`ARQ_STORE_AUTH`,
 * `ARQ_STORE_FAILED`, `ARQ_STORE_DATA`).
 */
export class ResultStoreError extends ArqError {}

/** The result store cannot be reached: `ARQ_STORE_CONNECTION`. It refuses the login when it is opened: `ARQ_STORE_AUTH`. */
export class ResultStoreConnectionError extends ResultStoreError {}

/** The result store did not answer in time: `ARQ_STORE_TIMEOUT`. */
export class ResultStoreTimeoutError extends ResultStoreError {}

/** The result store holds something that is no job record: `ARQ_STORE_DATA`. */
export class ResultStoreSerializationError extends ResultStoreError {}
