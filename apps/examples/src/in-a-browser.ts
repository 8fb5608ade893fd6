// Client, worker and broker in one page. It uses nothing of Node, so any bundler takes it as it is.
import { createClient } from '@arq/client'
import { createConsoleLogger, JobAborted, JobFailed, Retry, task } from '@arq/core'
import { MemoryBroker, MemoryRecords, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { Worker } from '@arq/worker'

const add = task('add', (_ctx, a: number, b: number) => a + b)

const shout = task('shout', (_ctx, text: string) => text.toUpperCase())

const tellTime = task('tell_time', () => Date.now())

const askAgain = task('ask_again', (ctx) => {
  if (ctx.jobTry === 1) throw new Retry({ defer: '50ms' })
  return ctx.jobTry
})

const failing = task('failing', (_ctx, order: number): number => {
  throw new Error(`order ${order} has no customer`)
})

/** Once in the same place for each job, however often it runs. */
const charge = task('charge', (ctx) => ctx.idempotencyKey('charge'))

const endless = task('endless', async (ctx) => {
  ctx.progress({ hasBegun: true })
  await new Promise<void>((_resolve, reject) => {
    ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error), { once: true })
  })
})

/** Runs one job of each sort, and says what became of them. The worker's log goes to `write`. */
export async function runJobs(write: (line: string) => void) {
  const broker = new MemoryBroker()
  const records = new MemoryRecords()
  const parts = () => ({
    transport: new MemoryTransport({ broker }),
    resultStore: new MemoryResultStore({ records }),
  })
  const worker = new Worker({
    ...parts(),
    functions: [add, shout, tellTime, askAgain, failing, charge, endless],
    logger: createConsoleLogger({ write }),
  })
  const running = worker.run()
  const client = await createClient({ ...parts(), enableCompression: { thresholdBytes: 500 } })

  const sum = await client.enqueueJob(add, [2, 3])
  // Long enough to be compressed.
  const long = await client.enqueueJob(shout, ['order 7 你好 '.repeat(200)])
  const enqueuedAt = Date.now()
  const deferred = await client.enqueueJob(tellTime, [], { deferBy: '200ms' })
  const retried = await client.enqueueJob(askAgain)
  const failed = await client.enqueueJob(failing, [7])
  const charged = await client.enqueueJob(charge, [], { jobId: 'order-7' })
  const aborted = await client.enqueueJob(endless)
  for await (const { progress } of aborted.updates()) if (progress !== undefined) break

  const report = {
    sum: await sum.result(),
    longLength: (await long.result()).length,
    wasEarly: (await deferred.result()) < enqueuedAt + 200,
    retriedOnTry: await retried.result(),
    failure: await failed
      .result()
      .catch((error: unknown) => error instanceof JobFailed && error.message),
    idempotencyKey: await charged?.result(),
    wasAborted: await aborted.abort(),
    abortIsTold: await aborted.result().catch((error: unknown) => error instanceof JobAborted),
  }
  await client.close()
  await worker.stop()
  await running
  return { ...report, counts: worker.counts }
}
