import { type Clock, type JobContext, task } from '@arq/core'

/** What the tasks of one worker share. */
export interface InPage {
  readonly clock: Clock
  /** Ends this worker as `kill -9` would. */
  readonly killSelf: () => void
}

type Context = JobContext<InPage>

const STEPS = 10

/** Work that takes a while by the clock of the page, tells how far it is, and stops when it is told to. */
async function work(ctx: Context, seconds: number): Promise<void> {
  for (let step = 1; step <= STEPS; step += 1) {
    await pause(ctx, (seconds * 1000) / STEPS)
    ctx.progress(step / STEPS)
  }
}

function pause({ extra, signal }: Context, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      timer.cancel()
      reject(signal.reason as Error)
    }
    const timer = extra.clock.setTimer(ms, () => {
      signal.removeEventListener('abort', stop)
      resolve()
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
}

export const sendMail = task('send_mail', async (ctx: Context, to: string) => {
  await work(ctx, 2)
  return `sent to ${to}`
})

export const remind = task('remind', async (ctx: Context, of: string) => {
  await work(ctx, 1)
  return `reminded of ${of}`
})

/** Its bank is busy twice. */
export const chargeCard = task({
  name: 'charge_card',
  maxRetries: 3,
  retryBackoff: '2s',
  run: async (ctx: Context, order: number) => {
    await work(ctx, 1)
    if (ctx.jobTry < 3) {
      throw Object.assign(new Error('the bank does not answer'), { code: 'ECONNREFUSED' })
    }
    return `order ${order} is paid`
  },
})

/** No run of it can end well, so there is no second one. */
export const importFile = task('import_file', async (ctx: Context, file: string) => {
  await work(ctx, 1)
  throw new TypeError(`${file} is not a CSV file`)
})

export const printReport = task('print_report', async (ctx: Context, pages: number) => {
  await work(ctx, pages)
  return `${pages} pages`
})

/** As a native module that crashes, or a process that runs out of memory. */
export const poison = task('resize_image', async (ctx: Context, image: string) => {
  await pause(ctx, 1000)
  ctx.extra.killSelf()
  await pause(ctx, 1000)
  return image
})

export const hourlyReport = task('hourly_report', async (ctx: Context) => {
  await work(ctx, 1)
  return 'sales of the last hour'
})

export const TASKS = [sendMail, remind, chargeCard, importFile, printReport, poison]
