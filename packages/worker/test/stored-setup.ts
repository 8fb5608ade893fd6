import { type ClientSettings, createClient } from '@arq/client'
import { type Duration, encodeJobRecord, type OutgoingMessage, task } from '@arq/core'
import { ManualClock, MemoryBroker, MemoryPayloads, MemoryTransport } from '@arq/memory'
import { afterEach, jest } from '@jest/globals'

import { setup, type TestSettings } from './setup.js'

export const DAY_MS = 86_400_000
/** What no message and no record may carry: larger than the threshold of these tests. */
export const LARGE = 'large-4711 '.repeat(2000)
export const thresholdBytes = 4096

export const echo = task('echo', async (_ctx, text: string) => ({ text }))
export const measure = task('measure', async (_ctx, text: string) => text.length)

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

async function openClient(settings: ClientSettings) {
  const client = await createClient(settings)
  open.push(client)
  return client
}

/** Worker and client on one payload store in memory; all that was sent and recorded is looked at. */
export async function setupLarge(
  settings: Partial<TestSettings> = {},
  {
    own,
    hasStore = true,
    keepFor = '7d',
  }: { own?: Partial<ClientSettings>; hasStore?: boolean; keepFor?: Duration } = {},
) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const payloads = new MemoryPayloads({ clock })
  const arq = await setup(
    {
      functions: [echo, measure],
      payloads: { store: payloads, thresholdBytes, keepFor },
      retryBackoff: '1s',
      ...(hasStore ? {} : { resultStore: undefined }),
      ...settings,
    },
    { clock, broker },
  )
  const sent: OutgoingMessage[] = []
  const watch = (transport: MemoryTransport): MemoryTransport => {
    const publish = transport.publish.bind(transport)
    jest.spyOn(transport, 'publish').mockImplementation((message) => {
      sent.push(message)
      return publish(message)
    })
    return transport
  }
  watch(arq.transport)
  const stored: string[] = []
  await arq.store.subscribe((jobId) => {
    void arq.store.get(jobId).then((record) => record && stored.push(encodeJobRecord(record)))
  })
  const clientWith = (more: Partial<ClientSettings> = {}) =>
    openClient({
      transport: watch(new MemoryTransport({ broker })),
      ...(hasStore && { resultStore: arq.store }),
      clock,
      payloads: { store: payloads, thresholdBytes, keepFor },
      ...own,
      ...more,
    })
  const outside = (): string =>
    [...sent.map(({ body }) => String(Buffer.from(body))), ...stored].join('\n')
  return { ...arq, clock, broker, payloads, sent, outside, clientWith, client: await clientWith() }
}
