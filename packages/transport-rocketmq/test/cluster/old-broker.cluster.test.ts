import { createRocketMQ, type RocketMQServer } from '@arq/tooling-services'
import { afterAll, beforeAll, expect, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'

const WITHIN_MS = 300_000
let server: RocketMQServer
beforeAll(async () => {
  server = await createRocketMQ({ version: '4.9.7' })
  await server.start()
}, WITHIN_MS)
afterAll(() => server.dispose())

it(
  'refuses brokers of RocketMQ 4 when it is opened, naming the broker and what is missing',
  async () => {
    await using transport = new RocketMQTransport({ url: `rocketmq://${server.nameServerAddress}` })
    const connecting = transport.connect()
    await expect(connecting).rejects.toMatchObject({ code: 'ARQ_UNSUPPORTED' })
    await expect(connecting).rejects.toThrow(/broker-a .*older than RocketMQ 5/)
  },
  WITHIN_MS,
)
