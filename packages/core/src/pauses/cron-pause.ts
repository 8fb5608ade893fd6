import { randomUuid } from '#platform'

import { ResultStoreError } from '../errors/store-errors.js'
import type { JobRecord } from '../job/job.js'
import type { ResultStore } from '../ports/result-store.js'
import { storeTexts as texts } from '../texts/store-texts.js'
import { parseInstant, toInstant } from '../time/instant.js'

/** What the id of such a record begins with; searches for jobs pass over it. */
const PREFIX = 'arq:cron-pause:'
/** The name of the task that is never run. */
const FUNCTION_NAME = 'arq:cron-pause'
/** Pauses that are remembered of a cron job: a tick of the time in between is older than results are kept, as a rule. */
const MOST_SPANS = 20
/** Each is lost to somebody who has changed it, or who has put something else there that no write replaces. */
const MOST_TURNS = 100

/** From when until when a cron job was paused, by the clocks of those who did it; without an end: it still is. */
interface Span {
  readonly fromMs: number
  readonly untilMs: number | undefined
}

/** A cron job that is paused. */
export interface CronPause {
  readonly name: string
  readonly pausedAt: Date
}

/** What the result store says of the pauses of one cron job. */
export class CronSwitch {
  readonly #spans: readonly Span[]

  private constructor(spans: readonly Span[]) {
    this.#spans = spans
  }

  /** Of the record under {@link cronPauseId}; a record that is none of these says nothing. */
  static of(record: JobRecord | undefined): CronSwitch {
    return new CronSwitch(record?.functionName === FUNCTION_NAME ? spansOf(record.result) : [])
  }

  /** Since when it is paused, milliseconds since 1970; `undefined`: it is not. */
  get pausedAtMs(): number | undefined {
    const last = this.#spans.at(-1)
    return last && last.untilMs === undefined ? last.fromMs : undefined
  }

  /** Whether it was paused at a moment that has passed. */
  wasPausedAt(ms: number): boolean {
    return this.#spans.some(({ fromMs, untilMs = Infinity }) => fromMs <= ms && ms < untilMs)
  }

  /** The result of the record that says so from now on. */
  turned(nowMs: number): readonly (readonly (string | null)[])[] {
    const isPaused = this.pausedAtMs !== undefined
    const spans = isPaused
      ? this.#spans.map((span) => ({ ...span, untilMs: span.untilMs ?? nowMs }))
      : [...this.#spans, { fromMs: nowMs, untilMs: undefined }]
    return spans
      .slice(-MOST_SPANS)
      .map(({ fromMs, untilMs }) => [
        toInstant(fromMs),
        untilMs === undefined ? null : toInstant(untilMs),
      ])
  }
}

/** Under this id the result store keeps whether a cron job is paused. */
export const cronPauseId = (name: string): string => `${PREFIX}${name}`

/** Whether a record is no job's, but says that a cron job is paused. */
export const isCronPause = ({ jobId, functionName }: Pick<JobRecord, 'jobId' | 'functionName'>) =>
  functionName === FUNCTION_NAME && jobId.startsWith(PREFIX)

/**
 * Pauses a cron job, or ends its pause, for all workers that share the store: see ADR 29.
 * @returns whether it was not so before; of several callers at the same moment more than one may hear so
 * @throws ResultStoreError when the store fails; `ARQ_STORE_DATA` when another record stands there and stays
 */
export async function setCronPaused(
  store: Pick<ResultStore, 'get' | 'transition'>,
  name: string,
  isPaused: boolean,
  nowMs: number,
): Promise<boolean> {
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const found = await store.get(cronPauseId(name))
    const state = CronSwitch.of(found)
    if ((state.pausedAtMs !== undefined) === isPaused) return false
    // By its enqueue time it takes the place of what stands there, whatever the clock of whoever wrote that.
    const writtenMs = parseInstant(found?.enqueueTime ?? '') ?? 0
    const record = pauseRecord(name, state.turned(nowMs), Math.max(nowMs, writtenMs + 1))
    const outcome = await store.transition({ record, guard: 'end', ttlMs: 'forever' })
    if (outcome === 'applied' || outcome === 'repeated') return true
    // Somebody else has changed it meanwhile.
  }
  throw new ResultStoreError({
    code: 'ARQ_STORE_DATA',
    text: texts.pauseNotWritten({ name, id: cronPauseId(name) }),
    details: { jobId: cronPauseId(name) },
  })
}

/** Which of these cron jobs are paused, by name, in one round trip. @throws ResultStoreError when the store fails */
export async function pausedCrons(
  store: Pick<ResultStore, 'getMany'>,
  names: readonly string[],
): Promise<ReadonlyMap<string, CronPause>> {
  const records = names.length === 0 ? undefined : await store.getMany(names.map(cronPauseId))
  const paused = new Map<string, CronPause>()
  for (const name of names) {
    const { pausedAtMs } = CronSwitch.of(records?.get(cronPauseId(name)))
    if (pausedAtMs !== undefined) paused.set(name, { name, pausedAt: new Date(pausedAtMs) })
  }
  return paused
}

/** A record as that of a job that has ended: every store keeps such, and lets the later one win. */
function pauseRecord(name: string, result: unknown, atMs: number): JobRecord {
  const at = toInstant(atMs)
  return {
    jobId: cronPauseId(name),
    status: 'completed',
    functionName: FUNCTION_NAME,
    args: [],
    kwargs: {},
    queueName: '',
    enqueueTime: at,
    token: randomUuid(),
    retryCount: 0,
    workerId: 'pending',
    startTime: at,
    endTime: at,
    result,
    createdAt: at,
  }
}

function spansOf(result: unknown): readonly Span[] {
  const spans: readonly unknown[] = Array.isArray(result) ? result : []
  return spans.flatMap((span) => {
    const [from, until] = Array.isArray(span) ? (span as readonly unknown[]) : []
    const fromMs = typeof from === 'string' ? parseInstant(from) : undefined
    const untilMs = typeof until === 'string' ? parseInstant(until) : undefined
    return fromMs === undefined ? [] : [{ fromMs, untilMs }]
  })
}
