import { isArqError, redrivenMessage } from '@arq/core'

import { isMeant } from './letter-filter.js'
import { walkLetters } from './letter-walk.js'
import type { LettersWork } from './letters-work.js'
import { codecOf, readLetter } from './read-letter.js'

/** Letters under way at once where no pace is asked for: enough to hide the way to the broker. */
const AT_ONCE = 20

export interface RedriveOptions extends LettersWork {
  /** Waited for before each letter: see `createPace`. Absent: as fast as they go. */
  readonly pace?: (() => Promise<void>) | undefined
  /** Called for each letter that has left, and for each that is no job. */
  readonly onLetter?: ((what: 'redriven' | 'unreadable') => void) | undefined
}

export interface Redriven {
  readonly total: number
  readonly redriven: number
  /** No jobs: nothing could run them. */
  readonly unreadable: number
}

/**
 * Sends dead letters back to their queues, each confirmed there before it leaves here.
 * @returns `undefined`: there is no such queue
 */
export async function redriveLetters(
  { transport, filter, codecs, onProgress, signal, pace, onLetter }: RedriveOptions,
  queueName: string,
): Promise<Redriven | undefined> {
  const isStopped = (): boolean => signal?.aborted === true
  let redriven = 0
  let unreadable = 0
  const end = await walkLetters(transport, queueName, {
    atOnce: pace ? 1 : AT_ONCE,
    visit: async (delivery) => {
      if (isStopped()) return 'kept'
      if (!isMeant(await readLetter(delivery, codecs), filter)) return 'kept'
      await pace?.()
      if (isStopped()) return 'kept'
      const codec = codecOf(delivery, codecs)
      const message = await redrivenMessage(delivery, codec, Date.now()).catch(ifNoJob)
      if (!message) {
        unreadable += 1
        onLetter?.('unreadable')
        return 'kept'
      }
      await transport.publish(message)
      redriven += 1
      onLetter?.('redriven')
      return 'taken'
    },
    ...(onProgress ? { onProgress } : {}),
  })
  return end && { total: end.total, redriven, unreadable }
}

function ifNoJob(error: unknown): undefined {
  if (isArqError(error) && error.code === 'ARQ_DECODE_FAILED') return undefined
  throw error
}
