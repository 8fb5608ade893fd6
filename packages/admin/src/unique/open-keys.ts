import { type ResultStore, systemClock } from '@arq/core'
import { type OpenJob, type OpenKey, UniqueKeys } from '@arq/core/internal'

/** A key of which there is one job, and that job, as JSON. Keys are added, never renamed. */
export interface OpenKeyJson {
  readonly task: string
  readonly key: string
  readonly running: OpenJobJson | null
  readonly waiting: OpenJobJson | null
}

export interface OpenJobJson {
  readonly jobId: string
  readonly queue: string
  /** It starts not before (ISO 8601). */
  readonly due: string
  /** How many calls it stands for. */
  readonly calls: number
}

/** Keys that are looked at in one round trip. */
const KEYS_A_PAGE = 500
/** Round trips of one call: a store may find nothing in many of them. */
const MOST_PAGES = 100

/**
 * Keys whose job waits or runs, in no order.
 * @returns `undefined`: the store keeps none; `cursor`: there may be more
 */
export async function readOpenKeys(
  store: ResultStore,
  {
    task,
    limit,
    cursor: first,
  }: {
    readonly task?: string | undefined
    readonly limit: number
    readonly cursor?: string | undefined
  },
): Promise<
  { readonly keys: readonly OpenKeyJson[]; readonly cursor: string | undefined } | undefined
> {
  if (!store.entries) return undefined
  const unique = new UniqueKeys(store.entries, store, systemClock)
  const keys: OpenKeyJson[] = []
  let cursor = first
  let pages = 0
  do {
    const page = await unique.list(task, {
      limit: Math.min(limit - keys.length, KEYS_A_PAGE),
      cursor,
    })
    keys.push(...page.keys.map(keyJson))
    cursor = page.cursor
    pages += 1
  } while (cursor !== undefined && keys.length < limit && pages < MOST_PAGES)
  return { keys, cursor }
}

const keyJson = ({ task, key, running, waiting }: OpenKey): OpenKeyJson => ({
  ...{ task, key },
  running: running ? jobJson(running) : null,
  waiting: waiting ? jobJson(waiting) : null,
})

const jobJson = ({ jobId, queueName, dueMs, calls }: OpenJob): OpenJobJson => ({
  ...{ jobId, queue: queueName, due: new Date(dueMs).toISOString(), calls },
})
