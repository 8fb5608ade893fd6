import type { Client } from '@arq/client'
import {
  DecryptFailed,
  isArqError,
  type JobInfo,
  PayloadDamaged,
  PayloadKeyMissing,
  PayloadMissing,
  PayloadStoreError,
  type SignalInfo,
  type StepInfo,
  type StoredPayload,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'

/** What is known of a job. @returns `undefined`: the store knows no job of that id */
export async function findJob(client: Client, jobId: string): Promise<JobInfo | undefined> {
  try {
    return await client.getJob(jobId).info()
  } catch (error) {
    if (isArqError(error) && error.code === 'ARQ_JOB_NOT_FOUND') return undefined
    throw error
  }
}

/**
 * What a job was called with, for another enqueue.
 * @throws PayloadKeyMissing, DecryptFailed: it is encrypted and cannot be read here; PayloadMissing, PayloadDamaged,
 * PayloadStoreError: its arguments lie apart and cannot be had
 */
export function callOf({ function: name, args, kwargs, encryption, payloads }: JobInfo) {
  if (payloads?.arguments && payloads.arguments.state !== 'fetched') {
    throw unfetched(payloads.arguments)
  }
  // What stands in place of encrypted arguments must not be sent in their place.
  if (encryption && encryption.state !== 'opened') {
    const { keyId, state } = encryption
    throw state === 'damaged' ? new DecryptFailed({ keyId }) : new PayloadKeyMissing({ keyId })
  }
  return { function: name, args: [...args], kwargs: { ...kwargs } }
}

function unfetched({ key, bytes, state }: StoredPayload): Error {
  if (state === 'missing') return new PayloadMissing({ key, bytes })
  if (state === 'damaged') return new PayloadDamaged({ key, bytes })
  return new PayloadStoreError({ text: errorTexts.payloadStoreAbsent({ bytes }) })
}

/** Whether a job waits for a time that is still to come. */
export const isDeferred = ({ status, deferUntil }: JobInfo, nowMs: number): boolean =>
  status === 'queued' && deferUntil !== undefined && deferUntil.getTime() > nowMs

/** Whether a deferred job has begun, and waits by a sleep, a retry of a step or a signal of its own. */
export const waitsInItsCode = (
  steps: readonly StepInfo[],
  signals: readonly SignalInfo[],
): boolean =>
  // A signal may have come before the job has begun.
  steps.length > 0 || signals.some(({ state }) => state !== 'given')

/** Whether a job has ended in a way after which it can be run again. */
export const isRetriable = ({ status }: JobInfo): boolean =>
  status === 'failed' || status === 'aborted'
