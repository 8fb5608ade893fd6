import { isFinal, type JobRecord, task } from '@arq/core'
import { RedisResultStore } from '@arq/result-redis'
import { expect } from '@jest/globals'

import type { Step } from './hold-points.js'
import type { JobName } from './settle-tasks.js'
import { type Bundle, setup } from './setup.js'

/** Where a job is when the fault comes. */
export type Place = Step | 'in its run'

/** Jobs that come to the step: one that succeeds publishes nothing. */
const jobsAt = (place: Place): readonly JobName[] =>
  place === 'before publish' || place === 'before confirm'
    ? ['again', 'broken']
    : ['done', 'again', 'broken']

/** The jobs of one test, and what they came to, seen from outside: by the tasks' own word and by every stored end. */
export class Witness {
  readonly arq: Bundle
  readonly jobs: ReadonlyMap<JobName, string>
  readonly #store: RedisResultStore
  readonly #ends = new Map<string, JobRecord[]>()
  readonly #runs: { jobId: string; jobTry: number }[] = []

  private constructor(arq: Bundle, jobs: ReadonlyMap<JobName, string>, store: RedisResultStore) {
    this.arq = arq
    this.jobs = jobs
    this.#store = store
  }

  /** Enqueues the jobs that come to this place, on a queue of their own. */
  static async of(
    servers: { readonly rabbitUrl: string; readonly redisUrl: string },
    place: Place,
  ): Promise<Witness> {
    const arq = await setup({ functions: [task('unused', async () => 1)] }, servers)
    const store = new RedisResultStore({ url: arq.redisUrl, keyPrefix: arq.keyPrefix })
    await store.connect()
    const jobs = new Map<JobName, string>()
    const witness = new Witness(arq, jobs, store)
    await store.subscribe((jobId) => void witness.#look(jobId).catch(() => undefined))
    for (const name of jobsAt(place)) jobs.set(name, (await arq.client.enqueueJob(name)).id)
    return witness
  }

  /** A task says that it runs. */
  ran(jobId: string, jobTry: number): void {
    this.#runs.push({ jobId, jobTry })
  }

  triesOf(jobId: string): number[] {
    return this.#runs.filter((run) => run.jobId === jobId).map(({ jobTry }) => jobTry)
  }

  /** Resolves when every job is in progress for everybody to see. */
  async inProgress(): Promise<void> {
    for (const id of this.jobs.values()) {
      while ((await this.arq.client.getJob(id).status()) !== 'in_progress');
    }
  }

  /** Resolves when the queue has nothing left to hand out. */
  async emptied(): Promise<void> {
    const { admin, queueName } = this.arq
    while ((await admin.queueInfo(queueName))?.ready !== 0);
  }

  /** Every promise that a settled job makes, after whatever has happened. */
  async expectSettled(): Promise<void> {
    for (const [name, id] of this.jobs) {
      const job = this.arq.client.getJob(id)
      if (name === 'broken') {
        await expect(job.result({ timeout: 60 })).rejects.toMatchObject({
          original: { message: 'broken for good' },
        })
      } else expect(await job.result({ timeout: 60 })).toBe(name === 'again' ? 'second' : 'first')
    }
    await this.emptied()
    for (const [name, id] of this.jobs) {
      const tries = this.triesOf(id)
      expect(tries).toContain(name === 'again' ? 2 : 1)
      // An end that was stored is never replaced, neither by an older attempt nor by a second run.
      const ends = (this.#ends.get(id) ?? []).map(
        ({ token, endTime }) => `${String(token)} ${String(endTime)}`,
      )
      expect(new Set(ends).size).toBe(1)
      // A letter for each run at most, and one at least.
      if (name !== 'broken') continue
      const letters = (await this.arq.admin.queueInfo(`${this.arq.queueName}.dlq`))?.ready ?? 0
      expect(letters).toBeGreaterThanOrEqual(1)
      expect(letters).toBeLessThanOrEqual(tries.length + 1)
    }
  }

  /**
   * That `info()` tells of every run beyond the tries, and of nothing else. To be asked when no worker is left: then
   * nothing is under way.
   * @param unseen starts of one job that were counted and that its task may know nothing of
   * @returns the sums over all jobs
   */
  async expectDuplicatesCounted(unseen = 0): Promise<{ runs: number; deliveries: number }> {
    const sums = { runs: 0, deliveries: 0 }
    for (const [name, id] of this.jobs) {
      const info = await this.arq.client.getJob(id).info()
      const tries = this.triesOf(id)
      const extraRuns = tries.length - new Set(tries).size
      const excess = info.duplicateRuns - extraRuns
      const seen = { ...info, name, tries }
      // Told whole when it is wrong.
      expect({ ...seen, isRight: excess >= 0 && excess <= unseen }).toEqual({
        ...seen,
        isRight: true,
      })
      sums.runs += info.duplicateRuns
      sums.deliveries += info.duplicateDeliveries
    }
    return sums
  }

  async close(): Promise<void> {
    await this.#store.close()
    await this.arq.close([])
  }

  async #look(jobId: string): Promise<void> {
    const record = await this.#store.get(jobId)
    if (!record || !isFinal(record.status)) return
    this.#ends.set(jobId, [...(this.#ends.get(jobId) ?? []), record])
  }
}
