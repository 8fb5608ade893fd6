import type { Client } from '@arq/client'
import { task } from '@arq/core'

export const remind = task('remind', (_ctx, user: string, of: string) => `${user}: ${of} begins`)

/** At a moment, never before it. A reminder that could not be sent in time is worth nothing: it expires. */
export const remindOfMeeting = (client: Client, user: string, meeting: Date) =>
  client.enqueueJob(remind, [user, 'the meeting'], { deferUntil: meeting, expires: '10m' })

/** After a time; a job may wait for years. */
export const remindOfLicence = (client: Client, user: string) =>
  client.enqueueJob(remind, [user, 'a new licence'], { deferBy: '365d' })
