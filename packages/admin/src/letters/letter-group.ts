import type { Codec } from '@arq/core'
import { jobGroup } from '@arq/core/internal'

import { type LetterDelivery, readBody } from './read-letter.js'

/** The group of entries of the job of a letter; `undefined`: its body cannot be read. */
export async function letterGroup(
  letter: LetterDelivery,
  codecs: readonly Codec[],
): Promise<string | undefined> {
  const body = await readBody(letter, codecs)
  const jobId = text(body['job_id'])
  if (jobId === undefined) return undefined
  const enqueueTime = text(body['enqueue_time'])
  return jobGroup({ jobId, enqueueTime, firstEnqueueTime: text(body['first_enqueue_time']) })
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
