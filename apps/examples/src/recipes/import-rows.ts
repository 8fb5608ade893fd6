import type { Client } from '@arq/client'
import { type JobContext, task } from '@arq/core'

export interface Row {
  readonly id: number
  readonly name: string
}

/** Where rows go; writing one twice does no harm: `insert … on conflict do update`. */
export interface RowTable {
  upsert(rows: readonly Row[]): Promise<void>
}

const ROWS_PER_JOB = 500

export const importRows = task({
  name: 'import_rows',
  retryOn: 'all',
  run: async (ctx: JobContext<{ table: RowTable }>, rows: readonly Row[]) => {
    await ctx.extra.table.upsert(rows)
    return rows.length
  },
})

async function* jobsFor(rows: AsyncIterable<Row>, file: string) {
  let number = 0
  const spec = (chunk: readonly Row[]) => {
    number += 1
    // A second call, after a crash in the middle, enqueues what is missing.
    const jobId = `import:${file}:${String(number)}`
    return { function: importRows, args: [chunk] as [readonly Row[]], jobId }
  }
  let chunk: Row[] = []
  for await (const row of rows) {
    chunk.push(row)
    if (chunk.length < ROWS_PER_JOB) continue
    yield spec(chunk)
    chunk = []
  }
  if (chunk.length > 0) yield spec(chunk)
}

/** Reads as fast as the broker confirms, and holds a window of jobs in memory, not the file. */
export async function importFile(client: Client, rows: AsyncIterable<Row>, file: string) {
  let enqueued = 0
  let alreadyThere = 0
  for await (const job of client.enqueueJobStream(jobsFor(rows, file), { windowSize: 50 })) {
    if (job === null) alreadyThere += 1
    else enqueued += 1
  }
  return { enqueued, alreadyThere }
}
