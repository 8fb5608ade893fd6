import { ANNOUNCEMENT_LATE_MS } from '@arq/core'

import type { RedisKeys } from './redis-keys.js'
import type { WriteCommand } from './write-command.js'

/**
 * What a write asks of Redis:
 * - `first`: an end that needs no more than a place where nothing stands;
 * - `queued`: an end of a job whose client tells of the enqueue: most likely `queued` stands there;
 * - `whole`: all that the transition rule looks at.
 *
 * The first two are written by short scripts. Where these find something else than they expect, the whole one decides.
 */
export type WriteWay = 'first' | 'queued' | 'whole'

/** How a text begins that says of duplicates, see `encodeJobRecord`. */
const COUNTED = '{"duplicate_runs"'

/** The head of an attempt's end, without duplicates and without escapes. */
const PLAIN_END =
  /^\{"attempt_token":"[^"\\]+","enqueue_time":"[^"\\]*","status":"(?:completed|failed|aborted)",/

export function wayOf(command: WriteCommand, { layout }: RedisKeys): WriteWay {
  const { kind, ttl, detail = '', text } = command
  if (layout !== 'lean' || kind !== 'uncontested' || ttl === '0' || ttl === 'forever')
    return 'whole'
  if (detail === '') return text.startsWith(COUNTED) ? 'whole' : 'first'
  // A shorter-lived one can be gone when its announcement comes, and must be remembered: `outrunsAnnouncement` of core.
  const outlivesAnnouncement = Number(ttl) >= ANNOUNCEMENT_LATE_MS
  return outlivesAnnouncement && PLAIN_END.test(text) ? 'queued' : 'whole'
}
