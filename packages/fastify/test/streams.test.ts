import { task } from '@arq/core'
import { createTestArq } from '@arq/testing'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import Fastify from 'fastify'

import { fastifyArq, type JobRoutesOptions } from '../src/index.js'
import { EventReader, type ReadEvent } from './event-reader.js'

/** Lets the task go on. */
let goOn: () => void = () => undefined
let gone = Promise.resolve()
beforeEach(() => {
  gone = new Promise((resolve) => (goOn = resolve))
})
const speak = task('speak', async (ctx) => {
  const words = ctx.stream('words')
  await words.write('one')
  await words.flush()
  await gone
  await words.write({ two: 2 })
})

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  goOn()
  for (const each of open.splice(0).toReversed()) await each.close()
})

async function setup(routes: JobRoutesOptions = {}) {
  const arq = await createTestArq({ functions: [speak], startJobs: 'at-once' })
  open.push(arq)
  const app = Fastify()
  open.push(app)
  await app.register(fastifyArq, {
    client: arq.client,
    routes: { authorize: () => true, ...routes },
  })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const job = await arq.client.enqueueJob(speak)
  return { arq, app, job, words: `${url}/jobs/${job.jobId}/stream/words`, url }
}

const rest = async (reader: EventReader): Promise<readonly ReadEvent[]> => {
  const events: ReadEvent[] = []
  for (let event = await reader.next(); event; event = await reader.next()) events.push(event)
  return events
}

describe('GET /jobs/:jobId/stream/:name', () => {
  it('gives each item under its id while the job runs, and the end', async () => {
    const { arq, job, words } = await setup()
    await arq.untilRunning(job)
    const reader = await EventReader.open(words)
    expect(reader.response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const first = await reader.next()
    expect(first).toMatchObject({ event: 'item', data: { value: 'one', jobTry: 1, missed: 0 } })
    goOn()
    expect(await rest(reader)).toMatchObject([
      { event: 'item', data: { value: { two: 2 } } },
      { event: 'end', id: 'end' },
    ])

    const again = await EventReader.open(words, undefined, { 'last-event-id': first?.id ?? '' })
    expect((await rest(again)).map(({ event }) => event)).toEqual(['item', 'end'])
    const ended = await fetch(words, { headers: { 'last-event-id': 'end' } })
    expect(ended.status).toBe(204)
  })

  it('says a word while nothing comes, and ends when the server closes', async () => {
    const { arq, app, job, words } = await setup({ heartbeat: '20ms' })
    await arq.untilRunning(job)
    const reader = await EventReader.open(words)
    await reader.next()
    expect(await reader.comment()).toBe(':')
    goOn()
    await app.close()
  })

  it('asks whether it is allowed, and knows neither job nor stream that is none', async () => {
    const wanted: unknown[] = []
    const { job, words, url } = await setup({
      authorize: (_request, action) => {
        wanted.push(action)
        return !('stream' in action) || action.stream !== 'secret'
      },
    })
    const statusOf = async (address: string, id?: string) =>
      (await fetch(address, id === undefined ? {} : { headers: { 'last-event-id': id } })).status
    expect(await statusOf(`${url}/jobs/${job.jobId}/stream/secret`)).toBe(403)
    expect(await statusOf(`${url}/jobs/nobody/stream/words`)).toBe(404)
    expect(await statusOf(`${url}/jobs/${job.jobId}/stream/arq:inbox`)).toBe(400)
    expect(await statusOf(words, 'nonsense')).toBe(400)
    expect(wanted[0]).toEqual({ action: 'stream', jobId: job.jobId, stream: 'secret' })
  })
})
