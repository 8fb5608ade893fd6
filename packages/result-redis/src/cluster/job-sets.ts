import type { AnnouncedJob, ResultStoreError } from '@arq/core'
import { isArqError } from '@arq/core'

import type { RecordReader } from '../record-reader.js'
import type { RedisKeys } from '../redis-keys.js'
import {
  KEEP_IN_QUEUE_SCRIPT,
  KEEP_STOPPED_SCRIPT,
  NOTE_OUTRUN_SCRIPT,
} from '../scripts/cluster-set-scripts.js'
import type { KeyedCommand, KeyedCommands, KeyedReply } from './keyed-commands.js'
import { scriptCommand } from './script-command.js'

/** A job that is to be in a set, and for how long: milliseconds as text, or `forever`. */
export interface SetMember {
  readonly jobId: string
  readonly ttl: string
}

export interface JobSetsParts {
  readonly commands: KeyedCommands
  readonly keys: RedisKeys
  readonly maxIdsPerQueue: number
  readonly reader: Pick<RecordReader, 'getStatus'>
}

export interface Kept {
  /** For each set that could not be written, why. */
  readonly refusals: ReadonlyMap<string, ResultStoreError>
  /** Sets that hold more than they should, for {@link JobSets.trim}. */
  readonly full: readonly string[]
}

const NOTHING_KEPT: Kept = { refusals: new Map(), full: [] }

/** What one call can have added, and some more, so that a full set shrinks. */
const SAMPLE = 216
const MOST_LOOKS = 4

/**
 * What a cluster keeps of many jobs under one key, on whichever node that is: the waiting jobs of a queue, the stopped
 * ones, those that have outrun their announcement. Each names more jobs than it should at times, never fewer: an id is
 * put there before its record is written, and taken out after.
 */
export class JobSets {
  readonly #parts: JobSetsParts

  constructor(parts: JobSetsParts) {
    this.#parts = parts
  }

  async keep(
    waiting: ReadonlyMap<string, readonly SetMember[]>,
    stopped: readonly SetMember[],
  ): Promise<Kept> {
    const { commands, keys, maxIdsPerQueue } = this.#parts
    const valuesOf = (members: readonly SetMember[]): string[] => [
      keys.prefix,
      ...members.flatMap(({ jobId, ttl }) => [ttl, jobId]),
    ]
    const sets = [...waiting].map(([key, members]) => ({ key, members }))
    const sent: KeyedCommand[] = sets.map(({ key, members }) =>
      scriptCommand(KEEP_IN_QUEUE_SCRIPT, key, valuesOf(members)),
    )
    if (stopped.length > 0) {
      sent.push(scriptCommand(KEEP_STOPPED_SCRIPT, keys.stopped, valuesOf(stopped)))
    }
    if (sent.length === 0) return NOTHING_KEPT
    const replies = await commands.send(sent)
    const refusals = replies.flatMap((reply, index) =>
      'error' in reply ? [[sent[index]?.key ?? '', reply.error] as const] : [],
    )
    const full = sets.filter((_set, index) => sizeIn(replies[index]) > maxIdsPerQueue)
    return { refusals: new Map(refusals), full: full.map(({ key }) => key) }
  }

  /** To be called when the records of what was kept are written: an id without one counts as gone. */
  async trim(full: readonly string[]): Promise<void> {
    await Promise.all(full.map((key) => this.#trim(key)))
  }

  /** @returns why they could not be noted: what is to follow must not be done then */
  async noteOutrun(jobIds: readonly string[]): Promise<ResultStoreError | undefined> {
    const { commands, keys } = this.#parts
    const values = [keys.prefix, ...jobIds]
    const [reply] = await commands.send([scriptCommand(NOTE_OUTRUN_SCRIPT, keys.outrun, values)])
    return reply && 'error' in reply ? reply.error : undefined
  }

  /** Which of these jobs have outrun their announcement. Nearly always none, so that is asked first. */
  async outrunAmong(jobs: readonly AnnouncedJob[]): Promise<readonly AnnouncedJob[]> {
    const { commands, keys } = this.#parts
    const key = keys.outrun
    const [some] = await commands.send([{ key, send: (client) => client.exists(key) }])
    if (!some || !('value' in some) || some.value === 0) return []
    const scores = await commands.send(
      jobs.map(({ jobId }) => ({ key, send: (client) => client.zScore(key, jobId) })),
    )
    return jobs.filter((_job, index) => {
      const score = scores[index]
      return score !== undefined && 'value' in score && score.value !== null
    })
  }

  /** Ids leave sets. A hint that fails costs nothing: who reads the set looks at the records. */
  async drop(
    gone: ReadonlyMap<string, readonly string[]>,
    resumed: readonly string[],
  ): Promise<void> {
    const { commands, keys } = this.#parts
    const sent: KeyedCommand[] = [...gone].map(([key, ids]) => ({
      key,
      send: (client) => client.sRem(key, [...ids]),
    }))
    if (resumed.length > 0) {
      const key = keys.stopped
      sent.push({ key, send: (client) => client.zRem(key, [...resumed]) })
    }
    if (sent.length > 0) await commands.send(sent)
  }

  /** Listeners at every node hear of it. */
  async tellChanged(jobIds: readonly string[]): Promise<void> {
    const { commands, keys } = this.#parts
    const text = JSON.stringify(jobIds)
    // At a node that has just written of one of them: it is there.
    const key = keys.result(jobIds[0] ?? '')
    await commands.send([{ key, send: (client) => client.publish(keys.changes, text) }])
  }

  /** Ids of jobs that have ended or are gone leave the set first, then any. */
  async #trim(key: string): Promise<void> {
    try {
      for (let look = 0; look < MOST_LOOKS; look += 1) {
        const ids = await this.#ask(key)
        if (ids === undefined) return
        const idle = await this.#idleAmong(ids)
        if (idle.length > 0) await this.drop(new Map([[key, idle]]), [])
      }
      const size = await this.#sizeOf(key)
      const excess = size - this.#parts.maxIdsPerQueue
      if (excess <= 0) return
      await this.#parts.commands.send([{ key, send: (client) => client.sPopCount(key, excess) }])
    } catch (error) {
      // The next write that finds the set too large tries again.
      if (!isArqError(error)) throw error
    }
  }

  async #idleAmong(ids: readonly string[]): Promise<readonly string[]> {
    const statuses = await Promise.all(ids.map((id) => this.#parts.reader.getStatus(id)))
    return ids.filter((_id, index) => isIdle(statuses[index]))
  }

  /** Some ids of a set that is too large; `undefined` of one that is not. */
  async #ask(key: string): Promise<readonly string[] | undefined> {
    if ((await this.#sizeOf(key)) <= this.#parts.maxIdsPerQueue) return undefined
    const [reply] = await this.#parts.commands.send([
      { key, send: (client) => client.sRandMemberCount(key, SAMPLE) },
    ])
    return reply && 'value' in reply && Array.isArray(reply.value)
      ? reply.value.map(String)
      : undefined
  }

  async #sizeOf(key: string): Promise<number> {
    const [reply] = await this.#parts.commands.send([{ key, send: (client) => client.sCard(key) }])
    return sizeIn(reply)
  }
}

const FINAL: ReadonlySet<string> = new Set(['completed', 'failed', 'aborted'])

const isIdle = (status: string | undefined): boolean => status === undefined || FINAL.has(status)

const sizeIn = (reply: KeyedReply | undefined): number =>
  reply && 'value' in reply ? Number(reply.value) : 0
