import { isEverything, isMeant } from './letter-filter.js'
import { walkLetters } from './letter-walk.js'
import type { LettersWork } from './letters-work.js'
import { readLetter } from './read-letter.js'

export interface DropOptions extends LettersWork {
  /** Called for each letter that is about to leave. */
  readonly onLetter?: (() => void) | undefined
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
  const { transport, filter } = work
  if (isEverything(filter)) return transport.purgeQueue(queueName)
  return visitMeant(work, queueName, 'taken')
}

async function visitMeant(
  { transport, filter, codecs, onProgress, signal, onLetter }: DropOptions,
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
      return verdict
    },
    ...(onProgress ? { onProgress } : {}),
  })
  return end && count
}
