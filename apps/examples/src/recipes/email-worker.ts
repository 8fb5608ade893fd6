import type { WorkerSettings } from '@arq/worker'

import { type MailApi, sendEmail } from './email.js'

export const emailWorker = {
  functions: [sendEmail],
  // The service, where every run of the task finds it.
  onStartup: (ctx) => {
    const { MAIL_URL: url = 'https://mail.example.com/send', MAIL_TOKEN: token = '' } = process.env
    ctx.extra.mailApi = { url, token }
  },
} satisfies WorkerSettings<{ mailApi: MailApi }>
