import type {
  CreateOptions,
  JobClaim,
  JobIdentity,
  JobRecord,
  JobTransition,
  Release,
  TransitionOutcome,
} from '@arq/core'
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
export class ClaimsNothing extends MemoryResultStore {
  override claim(): Promise<TransitionOutcome> {
    return Promise.resolve('applied')
  }
}

/** Notes a start without asking who may. */
export class ClaimsAnything extends MemoryResultStore {
  override async claim({ jobId, token, retryCount }: JobClaim): Promise<TransitionOutcome> {
    const stored = await this.get(jobId)
    if (!stored) return 'applied'
    await this.delete(jobId)
    const record = { ...stored, status: 'in_progress', token, retryCount } as const
    await super.create(record, { ttlMs: LONG_MS })
    return 'applied'
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

export class RenewsAnything extends MemoryResultStore {
  override async renew({ jobId }: JobIdentity, options: CreateOptions): Promise<void> {
    const record = await this.get(jobId)
    if (record) await super.renew(record, options)
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
