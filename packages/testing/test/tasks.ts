import { type JobContext, Retry, task } from '@arq/core'

export const sendEmail = task({
  name: 'send_email',
  params: ['to', 'subject'],
  run: (_ctx, to: string, subject: string) => ({ to, subject }),
})

export const flaky = task({
  name: 'flaky',
  retryOn: 'all',
  retryBackoff: '10m',
  run: (ctx, fails: number) => {
    if (ctx.jobTry <= fails) throw new Error('not yet')
    return ctx.jobTry
  },
})

export const later = task('later', (ctx) => {
  if (ctx.jobTry === 1) throw new Retry({ defer: '1h' })
  return ctx.startTime.toISOString()
})

/** Enqueues one of each kind. */
export const welcome = task('welcome', async (ctx, to: string) => {
  await ctx.client.enqueueJob(sendEmail, [to, 'Welcome'])
  await ctx.client.enqueueJob(sendEmail, { to, subject: 'How is it?' } as never, { deferBy: '1d' })
})

/** Runs until it is told to stop. */
export const endless = task({
  name: 'endless',
  timeout: '30s',
  run: (ctx) =>
    new Promise<never>((_resolve, reject) => {
      ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason as Error))
    }),
})

/** Heeds no signal. */
export const deaf = task({
  name: 'deaf',
  timeout: '30s',
  run: () => new Promise<never>(() => undefined),
})

/** Real work: it takes real time. */
export const slow = task('slow', async () => {
  await new Promise((resolve) => setTimeout(resolve, 30))
  return 'done'
})

export const needsDb = task(
  'needs_db',
  (ctx: JobContext<{ db: ReadonlyMap<string, number> }>, key: string) => ctx.extra.db.get(key) ?? 0,
)
