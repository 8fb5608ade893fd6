import type { Client } from '@arq/client'

import { sendMail } from './tasks.js'

/**
 * Enqueues what a new user gets: a welcome now, a question in three days.
 * @returns the job of the welcome; `null` when this address has been welcomed already
 */
export async function signUp(client: Client, email: string) {
  const welcome = await client.enqueueJob(
    sendMail,
    { to: email, subject: 'Welcome' },
    { jobId: `welcome:${email}` },
  )
  await client.enqueueJob(
    sendMail,
    { to: email, subject: 'How is it going?' },
    { jobId: `question:${email}`, deferBy: '3d' },
  )
  return welcome
}
