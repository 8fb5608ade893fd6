import { type JobContext, task } from '@arq/core'
import * as v from 'valibot'

import type { Mailer } from './mailer.js'

/** What tasks find in `ctx.extra`: the worker's `onStartup` puts it there. */
export interface Extra {
  mailer: Mailer
}

/**
 * Sends a mail. Run again by itself when the mail service is away or too busy: see `retryBackoff`.
 * After a crash a job may run a second time, so what it does has a key.
 */
export const sendMail = task({
  name: 'send_mail',
  input: v.object({ to: v.pipe(v.string(), v.email()), subject: v.string() }),
  timeout: '30s',
  retryBackoff: '5s',
  run: async (ctx: JobContext<Extra>, { to, subject }) => {
    await ctx.extra.mailer.send({ to, subject, key: ctx.jobId }, ctx.signal)
    return { to, attempts: ctx.jobTry }
  },
})
