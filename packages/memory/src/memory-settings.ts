import { type Clock, ConfigurationError, type Text } from '@arq/core'

import { texts } from './texts.js'

/** @throws {@link ConfigurationError} when it cannot tell the time */
export function checkClock(subject: string, clock: Clock): void {
  const isClock = ['now', 'monotonicNow', 'setTimer'].every(
    (method) => typeof Reflect.get(clock, method) === 'function',
  )
  if (!isClock) throw settingError(subject, 'clock', texts.notAClock())
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
  throw settingError(subject, 'clock', texts.clockBelongsElsewhere({ owner }))
}

/** @throws {@link ConfigurationError} when it is neither */
export function checkOnFailure(value: string): asserts value is 'degrade' | 'refuse' {
  if (value === 'degrade' || value === 'refuse') return
  throw settingError(
    'MemoryResultStore settings',
    'onFailure',
    texts.onFailureInvalid({ value: JSON.stringify(value) }),
  )
}

function settingError(subject: string, path: string, text: Text): ConfigurationError {
  return new ConfigurationError(subject, [{ path, text }])
}
