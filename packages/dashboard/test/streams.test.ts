import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import type { StreamEvent, StreamItemView } from '../src/contract/index.js'
import { LiveReader } from './live-reader.js'
import { type Asked, World } from './world.js'

let world: World
let asked: Asked
let jobId: string
beforeEach(async () => {
  world = await World.open()
  asked = world.dashboard({ redact: ['value.card'] })
  jobId = (await world.client.enqueueJob('talk')).id
})
afterEach(async () => {
  // A worker waits for what it runs.
  await world.client.getJob(jobId).send('stop')
  await world.close()
})

const send = (message: unknown) =>
  asked.get('sendToInbox', { params: { jobId }, body: { message } })

async function read(query: Readonly<Record<string, string>> = {}) {
  const params = { jobId, stream: 'words' }
  return new LiveReader<StreamEvent>(await asked.ask('stream', { params, query }))
}

/** All that comes before the end. */
async function items(reader: LiveReader<StreamEvent>): Promise<readonly StreamItemView[]> {
  const found: StreamItemView[] = []
  for (;;) {
    const event = await reader.next()
    if (event?.type === 'item') found.push(event.item)
    else if (event?.type === 'end') return found
    else throw new Error(JSON.stringify(event))
  }
}

describe('a stream of a job', () => {
  it('is read while it is written, and to the end of the job', async () => {
    const reader = await read()
    expect(await send('你好')).toEqual({ jobId, isSent: true })
    const { item } = await reader.until('item')
    const { id, run } = item
    expect(item).toEqual({
      ...{ id, run, text: '你好', isText: true, isCut: false, jobTry: 1, missed: 0 },
    })
    const { streams, can } = await asked.get('job', { params: { jobId } })
    expect([streams, can.send]).toEqual([['words'], true])
    await send({ card: '4242', n: 1 })
    await send('x'.repeat(5000))
    await send('stop')
    const rest = await items(reader)
    expect(rest.map(({ text, isText, isCut }) => [text.slice(0, 40), isText, isCut])).toEqual([
      ['{"card":"[redacted]","n":1}', false, false],
      ['x'.repeat(40), true, true],
    ])
    expect(rest[1]!.text).toHaveLength(4000)
    expect(await send('late')).toEqual({ jobId, isSent: false })
    expect((await asked.get('job', { params: { jobId } })).can.send).toBe(false)
  })

  it('goes on after the item that a reader has, and begins with the newest', async () => {
    for (const message of ['a', 'b', 'c', 'stop']) await send(message)
    const all = await items(await read())
    expect(all.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    expect(await items(await read({ after: all[0]!.id }))).toEqual(all.slice(1))
    expect(await items(await read({ last: '1' }))).toEqual(all.slice(2))
  })

  it('waits for a reader who does not read', async () => {
    const reader = await read({ last: '10000' })
    for (let n = 0; n < 1000; n += 1) await world.client.getJob(jobId).send(n)
    await send('stop')
    await world.client.getJob(jobId).result({ timeout: '60s' })
    // Nobody has read so far: the connection is there, and nothing of it is lost.
    expect((await items(reader)).map(({ text }) => text)).toEqual(
      Array.from({ length: 1000 }, (_, n) => String(n)),
    )
  })

  it('says what is wrong with what is asked, and that there is no such job', async () => {
    const stream = { params: { jobId, stream: 'words' } }
    expect(await asked.refusal('stream', { ...stream, query: { last: '0' } })).toBe('422 invalid')
    expect(await asked.refusal('stream', { ...stream, query: { after: '?' } })).toMatch(
      /^4\d\d ARQ/,
    )
    const reserved = { params: { jobId, stream: 'arq:inbox' } }
    expect(await asked.refusal('stream', reserved)).toMatch(/^4\d\d ARQ_CONFIG_INVALID/)
    const none = await asked.ask('stream', { params: { jobId: 'no-such-job', stream: 'words' } })
    const reader = new LiveReader<StreamEvent>(none)
    expect(await reader.next()).toMatchObject({ type: 'trouble', code: 'ARQ_JOB_NOT_FOUND' })
    expect(await reader.next()).toBeUndefined()
    const params = { jobId: 'no-such-job' }
    const message = { params, body: { message: 1 } }
    expect(await asked.refusal('sendToInbox', message)).toBe('404 not_found')
    expect(await asked.refusal('sendToInbox', { params })).toBe('422 invalid')
  })

  it('is let go when its reader goes, and with the dashboard', async () => {
    const [one, other] = [await read(), await read()]
    await one.cancel()
    await asked.dashboard.close()
    expect(await other.next()).toBeUndefined()
  })
})
