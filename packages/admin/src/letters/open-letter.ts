import { jsonCodec, type PayloadCipher } from '@arq/core'
import { openRecord } from '@arq/core/internal'

import type { WholeLetterJson } from './letter-json.js'

/** A letter with what it holds encrypted in the clear, or with what stands in place of it where the key is not here. */
export async function openedLetter(
  letter: WholeLetterJson,
  cipher: PayloadCipher | undefined,
): Promise<WholeLetterJson> {
  const { jobId, task, args, kwargs, headers, stack } = letter
  const error = headers['x-error-message']
  // As the record of its job would hold it.
  const opened = await openRecord(
    {
      ...{ jobId: jobId ?? '', functionName: task ?? '', status: 'failed', retryCount: 0 },
      ...{ queueName: '', workerId: '', startTime: '', createdAt: '' },
      args: Array.isArray(args) ? args : [],
      kwargs: typeof kwargs === 'object' && kwargs !== null ? { ...kwargs } : {},
      error: typeof error === 'string' ? error : undefined,
      traceback: typeof stack === 'string' ? stack : undefined,
    },
    { cipher, codec: jsonCodec },
  )
  if (!opened.encryption) return letter
  return {
    ...letter,
    args: opened.args,
    kwargs: opened.kwargs,
    errorMessage: opened.error ?? null,
    stack: opened.traceback ?? null,
    encryption: opened.encryption,
  }
}
