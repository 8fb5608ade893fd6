import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { remind, remindOfLicence, remindOfMeeting } from '../../src/delays.js'
import { openServers } from '../real-servers.js'

let servers: Awaited<ReturnType<typeof openServers>>
beforeAll(async () => {
  servers = await openServers()
  servers.startWorker({ functions: [remind] })
})
afterAll(() => servers.close())

it('reminds of the meeting, and not before its time; of the licence in a year', async () => {
  const client = await servers.openClient()
  const licence = await remindOfLicence(client, 'ada')
  const meeting = new Date(Date.now() + 500)
  const job = await remindOfMeeting(client, 'ada', meeting)
  expect(await job.result({ timeout: '60s' })).toBe('ada: the meeting begins')
  const { startTime } = await job.info()
  expect(startTime?.getTime()).toBeGreaterThanOrEqual(meeting.getTime())
  expect(await licence.status()).toBe('queued')
})
