import {
  type AnyTask,
  DecryptFailed,
  type EncryptionState,
  JobAborted,
  JobFailed,
  type JobRecord,
  PayloadKeyMissing,
  type RemoteError,
  ResultNotFound,
  SerializationError,
} from '@arq/core'
import * as v from 'valibot'

import { texts } from './texts.js'

/** The part of a task that says how its result is read. */
export type ResultShape = Pick<AnyTask, 'name' | 'output'>

/**
 * What `result()` makes of the record of an ended job.
 * @returns the value, read by the task's output schema where there is one
 * @throws JobFailed, JobAborted, ResultNotFound `ARQ_RESULT_TOO_LARGE`, or SerializationError `ARQ_DECODE_FAILED` when the value does not fit the schema
 */
export function resultOf(record: JobRecord, shape: ResultShape | undefined): unknown {
  const { jobId, status, encryption } = record
  if (status === 'aborted') throw new JobAborted({ jobId })
  if (status !== 'completed') throw new JobFailed({ jobId, original: remoteError(record) })
  if (record.errorCode === 'ARQ_RESULT_TOO_LARGE') {
    const text = texts.resultTooLarge({ jobId })
    throw new ResultNotFound({ code: record.errorCode, text, details: { jobId } })
  }
  if (encryption) assertOpened(encryption)
  if (!shape?.output) return record.result
  const parsed = v.safeParse(shape.output, record.result)
  if (parsed.success) return parsed.output
  const issues = parsed.issues.map((issue) => ({
    path: `result${pathSuffix(v.getDotPath(issue))}`,
    message: issue.message,
  }))
  const problems = issues.map(({ path, message }) => `${path}: ${message}`).join('; ')
  throw new SerializationError({
    code: 'ARQ_DECODE_FAILED',
    text: texts.resultMisfit({ jobId, task: shape.name, problems }),
    details: { jobId, task: shape.name, issues },
  })
}

/** What stands in place of a result is not the result. */
function assertOpened({ keyId, state }: EncryptionState): void {
  if (state === 'keyMissing') throw new PayloadKeyMissing({ keyId })
  if (state === 'damaged') throw new DecryptFailed({ keyId })
}

const pathSuffix = (path: string | null): string => (path === null ? '' : `.${path}`)

// `Name: message`, as this library's workers and Python's write it; an error without a message may be its name alone.
const NAMED_ERROR = /^([\p{L}_$][\p{L}\p{N}_$.]*):(?: ([\s\S]*))?$/u

/** The error as it was in the worker. */
function remoteError({ error = '', errorCode, traceback }: JobRecord): RemoteError {
  const named = NAMED_ERROR.exec(error)
  return {
    name: named?.[1] ?? 'Error',
    message: named ? (named[2] ?? '') : error,
    code: errorCode,
    stack: traceback,
  }
}
