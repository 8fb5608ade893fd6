import { transportConformance } from '@arq/conformance'
import { afterAll, beforeAll, describe, it } from '@jest/globals'

import { AmqpTransport } from '../../src/index.js'
import { TcpProxy } from '../tcp-proxy.js'
import { VirtualHost } from '../virtual-host.js'

describe.each(['fast', 'plain'] as const)('AmqpTransport with the %s wire', (wire) => {
  let host: VirtualHost
  let proxy: TcpProxy

  beforeAll(async () => {
    host = await VirtualHost.create()
    proxy = await new TcpProxy(host.url).start()
  })
  afterAll(async () => {
    await proxy.stop()
    await host.dispose()
  })

  transportConformance(
    { describe, it },
    {
      open: () => new AmqpTransport({ url: proxy.url, reconnectInterval: '50ms', wire }),
      capabilities: new AmqpTransport().capabilities,
      faults: { cutConnection: () => proxy.cut() },
    },
  )
})
