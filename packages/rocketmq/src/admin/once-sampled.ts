import { setTimeout } from 'node:timers/promises'

import { BrokerError } from '../errors/server-errors.js'
import { RESPONSE_CODE } from '../protocol/response-code.js'
import type { CallOptions } from './call-options.js'

const AGAIN_MS = 200
/** A broker measures itself every second, so that it has something to say after one. */
const LIMIT_MS = 10_000

/**
 * Asks again while a broker has measured nothing yet: in its first second it answers a question for its statistics with
 * the exception of an empty list.
 *
 * Source: apache/rocketmq `store/.../StoreStatsService.java` (`getPutTps`, `FREQUENCY_OF_SAMPLING`).
 * @throws what `ask` throws otherwise, or at the end of 10 s
 */
export async function onceSampled<T>(ask: () => Promise<T>, { signal }: CallOptions): Promise<T> {
  const deadlineMs = performance.now() + LIMIT_MS
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (!isUnsampled(error) || performance.now() >= deadlineMs) throw error
    }
    // A signal that aborts ends the wait; the question then fails with the error of the abort.
    await setTimeout(AGAIN_MS, undefined, { signal }).catch(() => undefined)
  }
}

const isUnsampled = (error: unknown): boolean =>
  error instanceof BrokerError &&
  error.responseCode === RESPONSE_CODE.SYSTEM_ERROR &&
  error.remark?.includes('java.util.NoSuchElementException') === true
