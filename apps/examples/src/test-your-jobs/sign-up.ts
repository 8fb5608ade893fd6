import type { Client } from '@arq/client'
import { type JobContext, task } from '@arq/core'

export interface Mailer {
  send(to: string, subject: string): Promise<void>
}

/** Retried by itself when the mail server is away: `ECONNREFUSED` and its like may go away. */
export const sendEmail = task({
  name: 'send_email',
  retryBackoff: '1m',
  run: async (ctx: JobContext<{ mailer: Mailer }>, to: string, subject: string) => {
    await ctx.extra.mailer.send(to, subject)
    ctx.logger.info(`sent to ${to}`)
    return { to, subject }
  },
})

/** What a web server would call: it is given a client. */
export async function signUp(client: Client, email: string): Promise<void> {
  await client.enqueueJob(sendEmail, [email, 'Welcome'], { jobId: `welcome:${email}` })
  await client.enqueueJob(sendEmail, [email, 'How is it going?'], { deferBy: '3d' })
}
