import { createClient } from '@arq/client'
import { type Codec, jsonCodec, type OutgoingMessage, Retry, silentLogger, task } from '@arq/core'
import { MemoryBroker, MemoryResultStore, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { Worker } from '../src/index.js'

const echo = task('echo', async (_ctx, value: unknown) => value)
const big = task('big', async (_ctx, n: unknown) => `${typeof n} ${String(n)}`)

/** JSON in which a BigInt is `{ $big: '…' }`: something that plain JSON cannot carry. */
const bigJson: Codec = {
  contentType: 'application/x-big-json',
  encode: (value) =>
    Buffer.from(
      JSON.stringify(value, (_key, item: unknown) =>
        typeof item === 'bigint' ? { $big: String(item) } : item,
      ),
    ),
  decode: (bytes): unknown =>
    JSON.parse(Buffer.from(bytes).toString(), (_key, item: unknown) => {
      const digits: unknown =
        typeof item === 'object' && item ? Reflect.get(item, '$big') : undefined
      return typeof digits === 'string' ? BigInt(digits) : item
    }),
  findProblem: (value, path) =>
    jsonCodec.findProblem(
      JSON.parse(
        JSON.stringify(value, (_key, item: unknown) => (typeof item === 'bigint' ? 0 : item)),
      ),
      path,
    ),
}

async function withClient(settings: object, codecs: readonly Codec[] = []) {
  const broker = new MemoryBroker()
  const resultStore = new MemoryResultStore()
  await resultStore.connect()
  const watch = new MemoryTransport({ broker })
  await watch.connect()
  const client = await createClient({
    transport: new MemoryTransport({ broker }),
    logger: silentLogger,
    ...settings,
  })
  const worker = new Worker({
    functions: [echo, big],
    transport: new MemoryTransport({ broker }),
    codecs: [...codecs],
    logger: silentLogger,
  })
  return {
    client,
    worker,
    watch,
    close: async () => {
      await worker.stop()
      await client.close()
      await watch.close()
      await resultStore.close()
    },
  }
}

describe('a compressed body', () => {
  it('travels compressed and arrives as it was', async () => {
    const { client, worker, watch, close } = await withClient({
      enableCompression: { thresholdBytes: 1000 },
    })
    const text = '压缩'.repeat(5000)
    const job = await client.enqueueJob(echo, [text])
    const seen = await new Promise<{ encoding: string | undefined; bytes: number }>((resolve) => {
      void watch
        .consume('default', { prefetch: 1 }, (delivery) => {
          resolve({ encoding: delivery.contentEncoding, bytes: delivery.body.byteLength })
          delivery.nack({ requeue: true })
        })
        .then((subscription) => subscription.close())
    })
    expect(seen.encoding).toBe('gzip')
    expect(seen.bytes).toBeLessThan(1000)
    void worker.run()
    expect(await job.result()).toBe(text)
    await close()
  })
})

describe('what follows from a compressed body', () => {
  it('is compressed as well: it may fit in no other way', async () => {
    const broker = new MemoryBroker()
    const encodings: (string | undefined)[] = []
    class WatchedTransport extends MemoryTransport {
      override publish(message: OutgoingMessage): Promise<void> {
        encodings.push(message.contentEncoding)
        return super.publish(message)
      }
    }
    const client = await createClient({
      transport: new MemoryTransport({ broker }),
      enableCompression: { thresholdBytes: 1000 },
      logger: silentLogger,
    })
    const twice = task('twice', async ({ jobTry }, value: string) => {
      if (jobTry === 1) throw new Retry({ defer: 0 })
      return value
    })
    const transport = new WatchedTransport({ broker })
    const worker = new Worker({ functions: [twice], transport, logger: silentLogger })
    void worker.run()
    const value = '压缩'.repeat(5000)
    expect(await (await client.enqueueJob(twice, [value])).result()).toBe(value)
    expect(await (await client.enqueueJob(twice, ['short'])).result()).toBe('short')
    await worker.stop()
    await client.close()
    // A retry and a reply each.
    expect(encodings).toEqual(['gzip', undefined, undefined, undefined])
  })
})

describe('another codec on both ends', () => {
  it('carries what JSON cannot; the content type tells the worker which one to use', async () => {
    const { client, worker, close } = await withClient({ codec: bigJson }, [bigJson])
    void worker.run()
    const job = await client.enqueueJob('big', [2n ** 70n])
    expect(await job.result()).toBe(`bigint ${String(2n ** 70n)}`)
    await close()
  })
})
