import { boundedTries, TRY_OUTCOMES, type TryRecord } from '../job/job-tries.js'

/** As the body of a message and the text of a record have them; readers of the contract pass over the key. */
export const triesToWire = (tries: readonly TryRecord[]) =>
  tries.map((one) => ({
    job_try: one.jobTry,
    start_time: one.startTime,
    end_time: one.endTime,
    worker_id: one.workerId,
    outcome: one.outcome,
    error: one.error,
    ...(one.errorCode === undefined ? {} : { error_code: one.errorCode }),
    defer_until: one.deferUntil,
  }))

/**
 * What of it is such tries, bounded: whoever wrote it. They tell of the past, so a message is not refused for them.
 * @returns `undefined` when there is none
 */
export function triesOfWire(value: unknown): readonly TryRecord[] | undefined {
  if (!Array.isArray(value)) return undefined
  const tries = value.slice(-MOST_READ).flatMap((one: unknown) => tryOf(one) ?? [])
  return tries.length === 0 ? undefined : boundedTries(tries)
}

/** Of a list of any length; more than are ever kept. */
const MOST_READ = 100

function tryOf(value: unknown): TryRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const text = (key: string): string => {
    const found: unknown = Reflect.get(value, key)
    return typeof found === 'string' ? found : ''
  }
  const jobTry: unknown = Reflect.get(value, 'job_try')
  const outcome = TRY_OUTCOMES.find((one) => one === text('outcome'))
  if (typeof jobTry !== 'number' || outcome === undefined) return undefined
  return {
    jobTry,
    startTime: text('start_time'),
    endTime: text('end_time'),
    workerId: text('worker_id'),
    outcome,
    error: text('error'),
    errorCode: text('error_code') || undefined,
    deferUntil: text('defer_until'),
  }
}
