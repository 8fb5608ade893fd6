import type {
  AnnouncedJob,
  CreateOptions,
  EncodedTransition,
  JobIdentity,
  JobPage,
  JobQuery,
  JobRecord,
  JobSearchOptions,
  JobStart,
  JobTransition,
  Release,
  TransitionOutcome,
} from '@arq/core'
import { decodeJobRecord, isTombstone, ResultStoreError } from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { MemoryResultStore } from '@arq/memory'

const LONG_MS = 600_000
const NO_DUPLICATES = { duplicateRuns: undefined, duplicateDeliveries: undefined }

/** Any attempt may write, as if it had just started. */
export class IgnoresTokens extends MemoryResultStore {
  override transition(change: JobTransition): Promise<TransitionOutcome> {
    return super.transition(change.guard === 'own' ? { ...change, guard: 'start' } : change)
  }
}

export class IgnoresEnqueueTimes extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const stored = await this.get(change.record.jobId)
    const record = { ...change.record, enqueueTime: stored?.enqueueTime }
    return super.transition({ ...change, record })
  }
}

export class OverwritesWhatHasEnded extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const status = await this.getStatus(change.record.jobId)
    if (status === 'completed' || status === 'failed' || status === 'aborted') {
      await this.delete(change.record.jobId)
    }
    return super.transition(change)
  }
}

/** Says yes to every start and notes none of them. */
export class BeginsNothing extends MemoryResultStore {
  override begin(): Promise<TransitionOutcome> {
    return Promise.resolve('applied')
  }
}

/** Puts the answers of many writes by what they say. */
export class AnswersInAnotherOrder extends MemoryResultStore {
  override async transitionMany(
    changes: readonly EncodedTransition[],
  ): Promise<readonly (TransitionOutcome | ResultStoreError)[]> {
    const answers = await super.transitionMany(changes)
    return changes.length === 3 ? answers.toSorted() : answers
  }
}

/** Notes a start without asking who may. */
export class BeginsAnything extends MemoryResultStore {
  override async begin({ jobId, token, retryCount }: JobStart): Promise<TransitionOutcome> {
    const stored = await this.get(jobId)
    if (!stored) return 'applied'
    await this.delete(jobId)
    const record = { ...stored, status: 'in_progress', token, retryCount } as const
    await super.create(record, { ttlMs: LONG_MS })
    return 'applied'
  }
}

/** Writes down whatever is announced, however late. */
export class AnnouncesLate extends MemoryResultStore {
  override announce(jobs: readonly AnnouncedJob[]): Promise<readonly ('created' | 'exists')[]> {
    return Promise.all(jobs.map(({ text, ttlMs }) => this.create(decodeJobRecord(text), { ttlMs })))
  }
}

/** The count goes with the record that it stood in. */
export class ForgetsDuplicates extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const outcome = await super.transition(change)
    const { record, ttlMs } = change
    if ((outcome !== 'applied' && outcome !== 'repeated') || ttlMs === 0) return outcome
    await this.delete(record.jobId)
    await super.create({ ...record, ...NO_DUPLICATES }, { ttlMs })
    return outcome
  }
}

/** Takes the writer's word for what only a store can count. */
export class TakesCountsOnTrust extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const outcome = await super.transition(change)
    const { record, ttlMs } = change
    if ((outcome !== 'applied' && outcome !== 'repeated') || ttlMs === 0) return outcome
    await this.delete(record.jobId)
    await super.create(record, { ttlMs })
    return outcome
  }
}

/** Takes a duplicate for a sign of life. */
export class ProlongsWhatItCounts extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const outcome = await super.transition(change)
    const found = outcome === 'final' ? await this.get(change.record.jobId) : undefined
    if (!found || change.guard !== 'start') return outcome
    await this.delete(found.jobId)
    await super.create(found, { ttlMs: change.ttlMs })
    return outcome
  }
}

/** An attempt whose start it has missed may not end. */
export class InsistsOnStarts extends MemoryResultStore {
  override transition(change: JobTransition): Promise<TransitionOutcome> {
    return super.transition(change.guard === 'end' ? { ...change, guard: 'own' } : change)
  }
}

/** Workers start what was stopped. */
export class HidesTombstones extends MemoryResultStore {
  override stoppedJobs(): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set())
  }
}

/** Workers ask of jobs that nobody can start. */
export class TellsOfEveryAbort extends MemoryResultStore {
  readonly #aborted = new Set<string>()

  override create(record: JobRecord, options: CreateOptions) {
    if (record.status === 'aborted') this.#aborted.add(record.jobId)
    return super.create(record, options)
  }

  override async stoppedJobs() {
    const told = await super.stoppedJobs()
    return told === 'many' ? told : new Set([...told, ...this.#aborted])
  }
}

/** Says of a job that ran that it never did. */
export class KeepsTombstonesThatCameTooLate extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const found = change.guard === 'uncontested' ? await this.get(change.record.jobId) : undefined
    const isLate = found !== undefined && isTombstone(found)
    return isLate ? 'final' : super.transition(change)
  }
}

/** Where nothing is written, nothing is counted. */
export class MissesSecondEnds extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const before = change.guard === 'uncontested' ? await this.get(change.record.jobId) : undefined
    const outcome = await super.transition(change)
    if (!before || outcome !== 'final') return outcome
    await this.delete(before.jobId)
    await super.create(before, { ttlMs: LONG_MS })
    return outcome
  }
}

/** Looks, then writes. */
export class ChecksBeforeItCreates extends MemoryResultStore {
  override async create(record: JobRecord, options: CreateOptions) {
    if ((await this.get(record.jobId)) !== undefined) return 'exists'
    await this.delete(record.jobId)
    await super.create(record, options)
    return 'created'
  }
}

/** Looks, then writes: of two that end at once both are told that they did. */
export class ChecksBeforeItWrites extends MemoryResultStore {
  override async transition(change: JobTransition): Promise<TransitionOutcome> {
    const { jobId } = change.record
    const before = await this.get(jobId)
    const outcome = await super.transition(change)
    if (outcome === 'applied' || before?.status !== 'queued') return outcome
    await this.delete(jobId)
    await super.create(change.record, { ttlMs: LONG_MS })
    return 'applied'
  }
}

export class ForgetsLifetimes extends MemoryResultStore {
  override create(record: JobRecord) {
    return super.create(record, { ttlMs: 'forever' })
  }

  override transition(change: JobTransition): Promise<TransitionOutcome> {
    return super.transition(change.ttlMs === 0 ? change : { ...change, ttlMs: 'forever' })
  }
}

export class KeepsWhatIsNotToBeKept extends MemoryResultStore {
  override transition(change: JobTransition): Promise<TransitionOutcome> {
    return super.transition(change.ttlMs === 0 ? { ...change, ttlMs: LONG_MS } : change)
  }
}

export class MixesUpIds extends MemoryResultStore {
  override async getMany(jobIds: readonly string[]) {
    const records = [...(await super.getMany(jobIds)).values()]
    return new Map(records.map((record, index) => [jobIds[index] ?? '', record]))
  }
}

export class LosesProgress extends MemoryResultStore {
  override create(record: JobRecord, options: CreateOptions) {
    return super.create({ ...record, progress: undefined }, options)
  }
}

export class FillsInWhatIsAbsent extends MemoryResultStore {
  override async get(jobId: string): Promise<JobRecord | undefined> {
    const record = await super.get(jobId)
    return record && { ...record, error: record.error ?? '' }
  }
}

export class TakesBackAnything extends MemoryResultStore {
  override async withdraw({ jobId }: JobIdentity): Promise<void> {
    await this.delete(jobId)
  }
}

export class ReplacesAnyClaim extends MemoryResultStore {
  override async replaceClaim(
    claim: string,
    record: JobRecord,
    options: CreateOptions,
  ): Promise<boolean> {
    const found = await this.get(record.jobId)
    return super.replaceClaim(found?.claim ?? claim, record, options)
  }
}

export class ReplacesClaimsTwice extends MemoryResultStore {
  override async replaceClaim(
    claim: string,
    record: JobRecord,
    options: CreateOptions,
  ): Promise<boolean> {
    await super.replaceClaim(claim, record, options)
    return true
  }
}

export class ListsWithoutLimit extends MemoryResultStore {
  override listWaiting(queueName: string) {
    return super.listWaiting(queueName, { limit: Infinity })
  }
}

export class TellsNobodyElse extends MemoryResultStore {
  readonly #own = new Set<string>()

  override transition(change: JobTransition): Promise<TransitionOutcome> {
    this.#own.add(change.record.jobId)
    return super.transition(change)
  }

  override subscribe(onChange: (jobId: string) => void): Promise<Release> {
    return super.subscribe((jobId) => {
      if (this.#own.has(jobId)) onChange(jobId)
    })
  }
}

/** Takes a failure for an absence. */
export class HidesItsFailures extends MemoryResultStore {
  override get(jobId: string): Promise<JobRecord | undefined> {
    return super.get(jobId).catch(() => undefined)
  }
}

/** Gives a failure that passes the code of one that does not: its workers would not wait for it. */
export class CallsAnOutageARefusal extends MemoryResultStore {
  override fail(): void {
    super.fail(
      new ResultStoreError({
        code: 'ARQ_STORE_FAILED',
        text: errorTexts.closed({ what: 'the server' }),
      }),
    )
  }
}

export class AlwaysFeelsWell extends MemoryResultStore {
  override healthCheck() {
    return Promise.resolve({ isHealthy: true, latencyMs: 0 })
  }
}

export class CountsNothing extends MemoryResultStore {
  override async stats() {
    return { ...(await super.stats()), totalStored: 0, totalRetrieved: 0, totalDeleted: 0 }
  }
}

export class ClosesWithItsFirstUser extends MemoryResultStore {
  override async acquire(): Promise<Release> {
    await super.acquire()
    return () => this.close()
  }
}

/** Takes `_` for any character, as a database does in a pattern. */
export class SearchesByPatterns extends MemoryResultStore {
  override async search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const { functionName, ...rest } = query
    const page = await super.search(rest, options)
    const pattern = new RegExp(`^${(functionName ?? '').replace(/[%*]/g, '.*').replace('_', '.')}$`)
    const fits = (record: JobRecord) =>
      functionName === undefined || pattern.test(record.functionName)
    return { ...page, jobs: page.jobs.filter(fits) }
  }
}

/** Skips as many jobs as pages before have given: those that have gone since make it skip others. */
export class SkipsByCount extends MemoryResultStore {
  override async search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const { limit, cursor = '0' } = options
    if (!/^\d+$/.test(cursor)) return super.search(query, options)
    const skipped = Number(cursor)
    const whole = await super.search(query, { limit: 1000 })
    const jobs = whole.jobs.slice(skipped, skipped + limit)
    const isOver = whole.jobs.length <= skipped + limit && whole.cursor === undefined
    return { ...whole, jobs, cursor: isOver ? undefined : String(skipped + limit) }
  }
}

/** What there is no room for is gone. */
export class GivesOnePage extends MemoryResultStore {
  override async search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    return { ...(await super.search(query, options)), cursor: undefined }
  }
}

/** The oldest of a page first. */
export class TurnsPagesAround extends MemoryResultStore {
  override async search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const page = await super.search(query, options)
    return { ...page, jobs: page.jobs.toReversed() }
  }
}

/** Looks for the payload in all that is kept of a job. */
export class SearchesTheWholeRecord extends MemoryResultStore {
  override async search(query: JobQuery, options: JobSearchOptions): Promise<JobPage> {
    const { payload, ...rest } = query
    const page = await super.search(rest, options)
    const fits = (record: JobRecord) => JSON.stringify(record).includes(payload ?? '')
    return { ...page, jobs: page.jobs.filter(fits) }
  }
}
