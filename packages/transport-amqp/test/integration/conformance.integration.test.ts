import { transportConformance } from '@arq/conformance'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { AmqpOthers } from '../amqp-others.js'
import { TcpProxy } from '../tcp-proxy.js'
import { VirtualHost } from '../virtual-host.js'

describe.each(isFullRun ? (['fast', 'plain'] as const) : (['fast'] as const))(
  'AmqpTransport with the %s wire',
  (wire) => {
    let host: VirtualHost
    let proxy: TcpProxy
    let others: AmqpOthers

    beforeAll(async () => {
      host = await VirtualHost.create()
      proxy = await new TcpProxy(host.url).start()
      others = await AmqpOthers.connect(host.url)
    })
    afterAll(async () => {
      await others.close()
      await proxy.stop()
      await host.dispose()
    })

    transportConformance(
      { describe, it },
      {
        open: () => new AmqpTransport({ url: proxy.url, reconnectInterval: '50ms', wire }),
        capabilities: new AmqpTransport().capabilities,
        faults: { cutConnection: () => proxy.cut() },
        others: {
          makeQueue: (queueName) => others.makeQueue(queueName),
          put: (queueName, message) => others.put(queueName, message),
        },
      },
    )
  },
)
