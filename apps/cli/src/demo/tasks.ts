import { isoDate, Retry, task } from '@arq/core'
import * as v from 'valibot'

/** What the demo's tasks need of their worker, in `ctx.extra`. */
export interface DemoExtra {
  /** How often each job has been run, by its id. */
  readonly runs: Map<string, number>
}

const invoice = v.object({ customer: v.string(), due: isoDate(), amounts: v.array(v.number()) })
const reminder = v.object({ customer: v.string(), due: isoDate(), total: v.number() })

/** An error that may go away by itself, as Node reports it. */
class ConnectionReset extends Error {
  readonly code = 'ECONNRESET'
}

export const add = task('add', (_ctx, a: number, b: number) => a + b)

/** Dates in and out: the schemas carry them over JSON. */
export const remind = task({
  name: 'remind',
  input: invoice,
  output: reminder,
  run: (_ctx, { customer, due, amounts }) => ({
    customer,
    due: new Date(due.getTime() + 7 * 86_400_000),
    total: amounts.reduce((sum, amount) => sum + amount, 0),
  }),
})

export const tellTime = task('tell_time', (ctx) => ctx.startTime)

/** Asks to be run again. */
export const askAgain = task('ask_again', (ctx) => {
  if (ctx.jobTry === 1) throw new Retry({ defer: '200ms' })
  return ctx.jobTry
})

/** Meets a fault of the network once. */
export const unlucky = task({
  name: 'unlucky',
  retryBackoff: '200ms',
  run: (ctx) => {
    if (ctx.jobTry === 1) throw new ConnectionReset('read ECONNRESET')
    return ctx.jobTry
  },
})

/** Counts its own runs. */
export const countRuns = task('count_runs', (ctx: { jobId: string; extra: DemoExtra }) => {
  const { runs } = ctx.extra
  const count = (runs.get(ctx.jobId) ?? 0) + 1
  runs.set(ctx.jobId, count)
  return count
})

export const failing = task('failing', (_ctx, order: number): number => {
  throw new Error(`order ${order} has no customer`)
})

/** Never succeeds: one run, one retry. */
export const hopeless = task({
  name: 'hopeless',
  maxRetries: 1,
  retryBackoff: '100ms',
  run: (): number => {
    throw new ConnectionReset('read ECONNRESET')
  },
})

/** Goes on until it is told to stop. */
export const endless = task('endless', async (ctx) => {
  await new Promise<void>((_resolve, reject) => {
    ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error), { once: true })
  })
})

export const demoTasks = [
  add,
  remind,
  tellTime,
  askAgain,
  unlucky,
  countRuns,
  failing,
  hopeless,
  endless,
] as const
