import { afterEach, describe, expect, it, jest } from '@jest/globals'

import { type Logger, silentLogger } from '../../src/index.js'
import { Recorder } from '../log/recorder.js'
import { Consumers, Inbox } from './consumers.js'
import { Producers } from './producers.js'
import { sharedNameServer, uniqueName } from './rocketmq-server.js'

const consumers = new Consumers()
const producers = new Producers()
afterEach(async () => {
  await consumers.closeAll()
  await producers.closeAll()
})

const WITHIN_MS = 60_000

async function setup() {
  const topic = uniqueName('logging')
  const producer = await producers.start(sharedNameServer(), { sendTimeoutMs: 30_000 })
  await producer.send({ topic, body: 'first' })
  const consume = async (group: string, logger: Logger) => {
    const inbox = new Inbox()
    const consumer = consumers.create(sharedNameServer(), { group, logger })
    consumer.subscribe(topic, inbox.listener)
    await consumer.start()
    await inbox.count(1)
    return consumer
  }
  return { consume }
}

describe('what a consumer logs', () => {
  it(
    'goes to its own logger alone, in that one’s language, and says whose it is',
    async () => {
      const out = jest.spyOn(process.stdout, 'write')
      const { consume } = await setup()
      const [english, chinese] = [new Recorder(), new Recorder('zh-CN')]
      const first = await consume('readers-en', english)
      const second = await consume('readers-zh', chinese)
      await consumers.closeAll()
      expect(english.messages).toContain('the consumer has started')
      expect(chinese.messages).toContain('消费者已启动')
      for (const [{ lines }, group, { clientId }] of [
        [english, 'readers-en', first],
        [chinese, 'readers-zh', second],
      ] as const) {
        for (const { fields } of lines) {
          const owners = [fields['consumerGroup'], fields['clientId']]
          expect(owners).toEqual([group, clientId].map((own, at) => owners[at] && own))
        }
      }
      expect(out).not.toHaveBeenCalled()
    },
    WITHIN_MS,
  )

  it(
    'is not missed by anything else when its logger throws: it consumes and ends as ever',
    async () => {
      jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined)
      const { consume } = await setup()
      const fail = () => {
        throw new Error('disk full')
      }
      const broken = { debug: fail, info: fail, warn: fail, error: fail, fatal: fail, child: fail }
      const consumer = await consume(uniqueName('readers'), { ...silentLogger, ...broken })
      await consumer.close()
      expect(consumer.stats().consumed).toBe(1)
    },
    WITHIN_MS,
  )
})
