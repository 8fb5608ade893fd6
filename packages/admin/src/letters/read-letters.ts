import { systemClock } from '@arq/core'
import { PayloadAccess } from '@arq/core/internal'

import { isMeant } from './letter-filter.js'
import { type WholeLetterJson, wholeLetterJson } from './letter-json.js'
import { type Verdict, walkLetters } from './letter-walk.js'
import type { LettersWork } from './letters-work.js'
import { openedLetter } from './open-letter.js'
import { type Letter, readBody, readLetter } from './read-letter.js'

/** What lies in a dead letter queue. */
export interface LettersFound {
  readonly total: number
  /** Those that were meant, the oldest first. */
  readonly letters: readonly Letter[]
}

/** Takes nothing out. @returns `undefined`: there is no such queue */
export async function readLetters(
  { transport, filter, codecs, onProgress }: LettersWork,
  queueName: string,
): Promise<LettersFound | undefined> {
  const letters: Letter[] = []
  const end = await walkLetters(transport, queueName, {
    atOnce: 1,
    visit: async (delivery): Promise<Verdict> => {
      const letter = await readLetter(delivery, codecs)
      if (isMeant(letter, filter)) letters.push(letter)
      return 'kept'
    },
    ...(onProgress ? { onProgress } : {}),
  })
  return end && { total: end.total, letters }
}

/** All that the letters say which are meant. Takes nothing out. @returns `undefined`: there is no such queue */
export async function readWholeLetters(
  { transport, filter, codecs, encryption: cipher, payloadStore }: LettersWork,
  queueName: string,
): Promise<readonly WholeLetterJson[] | undefined> {
  const found: WholeLetterJson[] = []
  const payloads = payloadStore && new PayloadAccess(payloadStore, systemClock)
  const end = await walkLetters(transport, queueName, {
    atOnce: 1,
    visit: async (delivery): Promise<Verdict> => {
      const letter = await readLetter(delivery, codecs)
      if (isMeant(letter, filter)) {
        const body = await readBody(delivery, codecs)
        const whole = wholeLetterJson(queueName, letter, delivery, body)
        found.push(await openedLetter(whole, { cipher, payloads }))
      }
      return 'kept'
    },
  })
  return end && found
}
