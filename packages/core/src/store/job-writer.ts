import { ResultStoreError } from '../errors/store-errors.js'
import type { FoundRow, JobRow } from './job-row.js'
import { foldCommands, type RowOperation } from './row-operation.js'
import type { WriteAnswer, WriteCommand } from './write-command.js'

/**
 * A table of jobs that writes row by row, each guarded by the version that was seen. Every call is one statement, or one
 * transaction that is over when it resolves, and rejects with a `ResultStoreError`. `V` is what tells versions apart: a
 * number, or what the store itself gives each write (the ETag of an object).
 */
export interface GuardedTable<V = number> {
  /**
   * Writes each row where nothing stands, or what surely gives way to it; no id comes twice. A table where a look costs
   * nothing writes none.
   * @returns ids of those that were written
   */
  writeAtOnce(rows: readonly JobRow[]): Promise<readonly string[]>
  /** Rows of these ids that are there, whatever they mean. */
  find(jobIds: readonly string[]): Promise<readonly FoundRow<V>[]>
  /**
   * Does each operation if its guard holds; no id comes twice.
   * @returns ids of those that were done
   */
  apply(operations: readonly RowOperation<V>[]): Promise<readonly string[]>
}

/**
 * Takes commands of many jobs to the database. Most need one statement: nothing stands in their way. For the others it
 * looks what is there, decides by the one rule of core, and writes where nobody has written since; who lost that race
 * looks again. There is no transaction that a lost connection could leave open.
 */
export class JobWriter<V = number> {
  readonly #table: GuardedTable<V>

  constructor(table: GuardedTable<V>) {
    this.#table = table
  }

  /**
   * @returns an answer for each command, in order; commands on one job see each other
   * @throws ResultStoreError when the store is away
   */
  async write(
    commands: readonly WriteCommand[],
  ): Promise<readonly (WriteAnswer | ResultStoreError)[]> {
    const answers: (WriteAnswer | undefined)[] = []
    try {
      await this.#write(commands, answers)
      return answers as readonly WriteAnswer[]
    } catch (error) {
      const isRefused = error instanceof ResultStoreError && !error.retryable
      if (!isRefused) throw error
      // One that the database cannot take must not stop the others.
      if (commands.length === 1) return [error]
      const outcomes: (WriteAnswer | ResultStoreError)[] = []
      for (const [index, command] of commands.entries()) {
        const answer = answers[index]
        // Written once more, what was created a moment ago would be there already.
        if (answer !== undefined) outcomes.push(answer)
        else outcomes.push(...(await this.write([command])))
      }
      return outcomes
    }
  }

  /** @param answers gets the answer of each command, in order */
  async #write(
    commands: readonly WriteCommand[],
    answers: (WriteAnswer | undefined)[],
  ): Promise<void> {
    const isAlone = aloneness(commands)
    const atOnce = commands.flatMap(({ atOnce }, index) =>
      atOnce && isAlone(index) ? [{ ...atOnce, index }] : [],
    )
    if (atOnce.length > 0) {
      const written = await this.#table.writeAtOnce(atOnce.map(({ row }) => row))
      const isWritten = membership(written, atOnce.length)
      for (const { row, answer, index } of atOnce) {
        if (isWritten(row.jobId)) answers[index] = answer
      }
    }
    let open = commands.flatMap((_, index) => (answers[index] === undefined ? [index] : []))
    // Each round that leaves something open was lost to somebody who wrote: all of them together come to an end.
    while (open.length > 0) open = await this.#decide(commands, open, answers)
  }

  /** @returns the indexes of commands that lost a race */
  async #decide(
    commands: readonly WriteCommand[],
    open: readonly number[],
    answers: (WriteAnswer | undefined)[],
  ): Promise<number[]> {
    const byJob = new Map<string, number[]>()
    for (const index of open) {
      const jobId = commands[index]?.jobId ?? ''
      const indexes = byJob.get(jobId)
      if (indexes) indexes.push(index)
      else byJob.set(jobId, [index])
    }
    const found = await this.#table.find([...byJob.keys()])
    const rows = new Map(found.map((row) => [row.jobId, row]))
    const folded = Array.from(byJob, ([jobId, indexes]) => {
      const own = indexes.flatMap((index) => commands[index] ?? [])
      return { jobId, indexes, ...foldCommands(jobId, rows.get(jobId), own) }
    })
    const operations = folded.flatMap(({ operation }) => operation ?? [])
    const done = operations.length > 0 ? await this.#table.apply(operations) : []
    const isDone = membership(done, operations.length)
    const lost: number[] = []
    for (const { jobId, indexes, operation, answers: own } of folded) {
      if (operation && !isDone(jobId)) lost.push(...indexes)
      else indexes.forEach((index, nth) => (answers[index] = own[nth]))
    }
    return lost.sort((one, other) => one - other)
  }
}

/** Whether a command is the only one of its job. */
function aloneness(commands: readonly WriteCommand[]): (index: number) => boolean {
  if (commands.length === 1) return () => true
  const ids = commands.map(({ jobId }) => jobId).sort()
  const isTwice = ids.some((jobId, index) => index > 0 && jobId === ids[index - 1])
  if (!isTwice) return () => true
  const counts = new Map<string, number>()
  for (const jobId of ids) counts.set(jobId, (counts.get(jobId) ?? 0) + 1)
  return (index) => counts.get(commands[index]?.jobId ?? '') === 1
}

function membership(ids: readonly string[], outOf: number): (jobId: string) => boolean {
  if (ids.length === outOf) return () => true
  const members = new Set(ids)
  return (jobId) => members.has(jobId)
}
