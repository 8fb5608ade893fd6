import { jsonCodec, type PayloadCipher } from '@arq/core'
import { openRecord, type PayloadAccess } from '@arq/core/internal'

import type { WholeLetterJson } from './letter-json.js'

/** With what letters are read. */
interface LetterKeys {
  readonly cipher: PayloadCipher | undefined
  readonly payloads: PayloadAccess | undefined
}

/** A letter with what lies apart in its place and what it holds encrypted in the clear, or what stands for them. */
export async function openedLetter(
  letter: WholeLetterJson,
  { cipher, payloads }: LetterKeys,
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
    { cipher, codec: jsonCodec, payloads },
  )
  if (!opened.encryption && !opened.payloads) return letter
  return {
    ...letter,
    args: opened.args,
    kwargs: opened.kwargs,
    errorMessage: opened.error ?? null,
    stack: opened.traceback ?? null,
    ...(opened.encryption && { encryption: opened.encryption }),
    ...(opened.payloads && { payloads: opened.payloads }),
  }
}
