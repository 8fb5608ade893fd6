import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { uniqueName } from './rocketmq-server.js'

/** What differs between versions, feature by feature, is tested by `npm run test:full`: `test/cluster`. */
describe('RocketMQ 4.9.7', () => {
  let server: RocketMQServer
  const producers = new Producers()
  const consumers = new Consumers()
  beforeAll(async () => {
    server = await createRocketMQ({ version: '4.9.7', acl: true })
    await server.start()
  }, 120_000)
  afterAll(async () => {
    await consumers.closeAll()
    await producers.closeAll()
    await server.dispose()
  })

  it('takes signed sends, and hands the messages to a signed consumer', async () => {
    const connection = server.credentials && { acl: server.credentials }
    const topic = uniqueName('oldest')
    const producer = await producers.start(server.nameServerAddress, { connection })
    await producer.send({ topic, body: 'one', tags: 'a' })
    await producer.sendBatch([
      { topic, body: 'two', tags: 'b' },
      { topic, body: 'three', tags: 'a' },
    ])
    const inbox = new Inbox()
    const group = uniqueName('group')
    const consumer = consumers.create(server.nameServerAddress, { group, connection })
    consumer.subscribe(topic, inbox.listener, { tags: 'a' })
    await consumer.start()
    await inbox.count(2)
    expect([...inbox.bodies].sort()).toEqual(['one', 'three'])
  })
})
