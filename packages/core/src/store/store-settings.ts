import { ConfigurationError } from '../errors/settings-errors.js'
import { positiveMs } from '../settings/positive-ms.js'
import { storeTexts } from '../texts/store-texts.js'
import type { Duration } from '../time/duration.js'

/** 24 days. Node's timers hold 24.8 of them, and end at once when asked for more. */
const LONGEST_LIMIT_MS = 2_073_600_000

/**
 * How long a call of a store, or opening it, may take: whole milliseconds that a timer holds.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when it is no duration, or 0
 */
export function limitToMs(subject: string, path: string, limit: Duration): number {
  return Math.min(Math.ceil(positiveMs(subject, path, limit)), LONGEST_LIMIT_MS)
}

export interface PrefixChoice {
  /** The setting's name. */
  readonly path: string
  readonly setting: string | undefined
  /** `?prefix=` of the URL. */
  readonly ofUrl: string | undefined
  readonly otherwise: string
}

/**
 * What the names of a store's data begin with.
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when setting and URL say different things
 */
export function choosePrefix(
  subject: string,
  { path, setting, ofUrl, otherwise }: PrefixChoice,
): string {
  if (setting !== undefined && ofUrl !== undefined && setting !== ofUrl) {
    const text = storeTexts.prefixTwice({ setting, ofUrl })
    throw new ConfigurationError(subject, [{ path, text }])
  }
  return setting ?? ofUrl ?? otherwise
}
