import { type Clock, ConfigurationError, type Message } from '@arq/core'
import { renderMessage } from '@arq/core/internal'

import { messages } from './messages.js'

/** @throws {@link ConfigurationError} when it cannot tell the time */
export function checkClock(subject: string, clock: Clock): void {
  const isClock = typeof clock.now === 'function' && typeof clock.setTimer === 'function'
  if (!isClock) throw settingError(subject, 'clock', messages.notAClock())
}

/** A clock may come with the thing that is shared, or be given for one's own, not both. */
export function refuseSecondClock(
  subject: string,
  {
    clock,
    shared,
    owner,
  }: { readonly clock: unknown; readonly shared: unknown; readonly owner: string },
): void {
  if (clock === undefined || shared === undefined) return
  throw settingError(subject, 'clock', messages.clockBelongsElsewhere({ owner }))
}

/** @throws {@link ConfigurationError} when it is no count that AMQP knows (0 would be "no limit" there) */
export function checkPrefetch(prefetch: number): void {
  if (Number.isInteger(prefetch) && prefetch >= 1 && prefetch <= 65_535) return
  throw settingError(
    'consume options',
    'prefetch',
    messages.prefetchOutOfRange({ value: String(prefetch) }),
  )
}

/** @throws {@link ConfigurationError} when it is neither */
export function checkOnFailure(value: string): asserts value is 'degrade' | 'refuse' {
  if (value === 'degrade' || value === 'refuse') return
  throw settingError(
    'MemoryResultStore settings',
    'onFailure',
    messages.onFailureInvalid({ value: JSON.stringify(value) }),
  )
}

function settingError(subject: string, path: string, problem: Message): ConfigurationError {
  return new ConfigurationError(subject, [{ path, message: renderMessage(problem) }])
}
