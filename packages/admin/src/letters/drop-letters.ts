import type { EntryStore } from '@arq/core'

import { isEverything, isMeant } from './letter-filter.js'
import { letterGroup } from './letter-group.js'
import { walkLetters } from './letter-walk.js'
import type { LettersWork } from './letters-work.js'
import { readLetter } from './read-letter.js'

export interface DropOptions extends LettersWork {
  /** Called for each letter that is about to leave. */
  readonly onLetter?: (() => void) | undefined
  /**
   * Where jobs keep their steps and signals. What is kept for a letter, for as long as it may be sent back, goes with it;
   * absent: it stays there for ever.
   */
  readonly entries?: Pick<EntryStore, 'remove'> | undefined
}

/** How many are meant. @returns `undefined`: there is no such queue */
export async function countLetters(
  work: LettersWork,
  queueName: string,
): Promise<number | undefined> {
  const { transport, filter } = work
  if (isEverything(filter)) return (await transport.queueInfo(queueName))?.ready
  return visitMeant(work, queueName, 'kept')
}

/** Drops those that are meant. @returns how many; `undefined`: there is no such queue */
export async function dropLetters(
  work: DropOptions,
  queueName: string,
): Promise<number | undefined> {
  const { transport, filter, entries } = work
  if (!entries) {
    return isEverything(filter)
      ? transport.purgeQueue(queueName)
      : visitMeant(work, queueName, 'taken')
  }
  const groups = new Set<string>()
  const noted = { ...work, onGroup: (group: string) => void groups.add(group) }
  let dropped: number | undefined
  for (;;) {
    const count = await visitMeant(noted, queueName, 'taken')
    dropped = count === undefined ? dropped : (dropped ?? 0) + count
    // After the letters, so that none can be sent back without its steps.
    for (const group of groups) await entries.remove(group)
    groups.clear()
    // A walk has its limits; of a filter's letters one walk finds all that there are.
    if (!isEverything(filter) || !count || work.signal?.aborted === true) return dropped
  }
}

interface Visit extends DropOptions {
  /** Told of the group of each letter that leaves. */
  readonly onGroup?: (group: string) => void
}

async function visitMeant(
  { transport, filter, codecs, onProgress, signal, onLetter, onGroup }: Visit,
  queueName: string,
  verdict: 'kept' | 'taken',
): Promise<number | undefined> {
  let count = 0
  const end = await walkLetters(transport, queueName, {
    atOnce: 1,
    visit: async (delivery) => {
      if (signal?.aborted === true) return 'kept'
      if (!isMeant(await readLetter(delivery, codecs), filter)) return 'kept'
      count += 1
      onLetter?.()
      const group = onGroup && (await letterGroup(delivery, codecs))
      if (group !== undefined) onGroup?.(group)
      return verdict
    },
    ...(onProgress ? { onProgress } : {}),
  })
  return end && count
}
