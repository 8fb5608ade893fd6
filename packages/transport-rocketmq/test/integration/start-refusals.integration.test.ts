import { createClient } from '@arq/client'
import { localizedMessage, silentLogger, task } from '@arq/core'
import { Worker } from '@arq/worker'
import { expect, it } from '@jest/globals'

import { RocketMQTransport } from '../../src/index.js'
import { sharedNameServer } from '../name-server.js'

/** The shared broker is older than RocketMQ 5.4. */
const transport = (): RocketMQTransport =>
  new RocketMQTransport({
    url: `rocketmq://${sharedNameServer()}`,
    queues: { mail: { maxPriority: 3 } },
  })

const starts: Readonly<Record<string, () => Promise<unknown>>> = {
  transport: () => transport().connect(),
  client: () => createClient({ transport: transport(), logger: silentLogger }),
  worker: () =>
    new Worker({
      ...{ transport: transport(), queueName: 'mail', logger: silentLogger },
      functions: [task('send', () => undefined)],
    }).run(),
}

it.each(Object.keys(starts))(
  'a %s with priorities does not start at a broker without them, and says what to do',
  async (name) => {
    const error: unknown = await starts[name]!().catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ARQ_UNSUPPORTED' })
    expect(localizedMessage(error, 'en')).toMatch(/5\.3: priorities need 5\.4\. .*maxPriority/)
    expect(localizedMessage(error, 'zh-CN')).toMatch(/5\.3：优先级需要 5\.4。.*maxPriority/)
  },
)
