import { type JobContext, task } from '@arq/core'

import { HttpError } from './http-error.js'

/** Where mails go: a service with an HTTP API. */
export interface MailApi {
  readonly url: string
  readonly token: string
}

export const sendEmail = task({
  name: 'send_email',
  timeout: '30s',
  // After 10 s, 20 s, 40 s …: the last try is 85 minutes after the first.
  maxRetries: 9,
  retryBackoff: '10s',
  run: async (ctx: JobContext<{ mailApi: MailApi }>, to: string, template: string) => {
    const { url, token } = ctx.extra.mailApi
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        // The same in every try: a mail that was taken before the connection broke is not sent twice.
        'idempotency-key': ctx.idempotencyKey(),
      },
      body: JSON.stringify({ to, template }),
      signal: ctx.signal,
    })
    if (!response.ok) throw new HttpError(response)
    return { to, template }
  },
})
