import { afterAll, afterEach, beforeAll } from '@jest/globals'

import { AmqpTransport, type AmqpTransportSettings } from '../src/index.js'
import { TcpProxy } from './tcp-proxy.js'
import { VirtualHost } from './virtual-host.js'

/** What the tests of one file work with; everything opened in a test is closed after it. */
export interface BrokerBench {
  readonly host: VirtualHost
  /** To be closed after the test, newest first. */
  readonly opened: { close(): Promise<void> }[]
  /** A transport on the file's virtual host, not connected. */
  make(settings?: AmqpTransportSettings): AmqpTransport
  /** A connected one. */
  open(settings?: AmqpTransportSettings): Promise<AmqpTransport>
  /** A proxy before the broker that can be cut. */
  openProxy(): Promise<TcpProxy>
}

/** A virtual host of the calling file's own, for as long as its tests run. */
export function useBroker(): BrokerBench {
  let host: VirtualHost | undefined
  const opened: { close(): Promise<void> }[] = []

  beforeAll(async () => {
    host = await VirtualHost.create()
  })
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close()
  })
  afterAll(() => host?.dispose())

  const bench: BrokerBench = {
    opened,
    get host() {
      if (!host) throw new Error('the virtual host is there within tests only')
      return host
    },
    make(settings = {}) {
      const transport = new AmqpTransport({
        url: bench.host.url,
        reconnectInterval: '50ms',
        ...settings,
      })
      opened.push(transport)
      return transport
    },
    async open(settings) {
      const transport = bench.make(settings)
      await transport.connect()
      return transport
    },
    async openProxy() {
      const proxy = await new TcpProxy(bench.host.url).start()
      opened.push({ close: () => proxy.stop() })
      return proxy
    },
  }
  return bench
}
