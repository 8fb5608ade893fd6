import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

let localOffsetsPath: string
beforeAll(async () => {
  localOffsetsPath = await mkdtemp(join(tmpdir(), 'broadcasting-'))
})
afterAll(() => rm(localOffsetsPath, { recursive: true }))

const producers = new Producers()
const consumers = new Consumers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

async function setup() {
  const producer = await producers.start(sharedNameServer())
  const topic = uniqueName('broadcast')
  const group = uniqueName('group')
  const start = async (
    instanceName: string,
    inbox: Inbox,
    mode: 'concurrent' | 'orderly' = 'concurrent',
  ) => {
    const consumer = consumers.create(sharedNameServer(), {
      ...{ group, instanceName, localOffsetsPath, mode },
      messageModel: 'broadcasting',
    })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    return consumer
  }
  const send = async (...bodies: string[]) => {
    for (const body of bodies) await producer.send({ topic, body })
  }
  return { topic, group, start, send }
}

describe('broadcasting', () => {
  it.each(['concurrent', 'orderly'] as const)(
    'gives every member every message (%s)',
    async (mode) => {
      const { start, send } = await setup()
      await send('m0', 'm1')
      const inboxes = [new Inbox(), new Inbox()]
      await start('one', inboxes[0]!, mode)
      await start('two', inboxes[1]!, mode)
      await send('m2', 'm3')
      for (const inbox of inboxes) {
        await inbox.count(4)
        expect([...inbox.bodies].sort()).toEqual(['m0', 'm1', 'm2', 'm3'])
      }
    },
  )

  it('goes on after a restart where the member was, and skips what failed', async () => {
    const { start, send } = await setup()
    await send('m0', 'm1')
    const first = new Inbox(({ body }) => {
      if (body.toString() === 'm1') throw new Error('broken')
    })
    const consumer = await start('one', first)
    await first.count(2)
    await consumer.close()
    await send('m2')
    const second = new Inbox()
    await start('one', second)
    await second.count(1)
    expect(second.bodies).toEqual(['m2'])
  })
})
