import {
  type Codec,
  ConnectionLost,
  type Enqueuer,
  jsonCodec,
  type OutgoingMessage,
  Retry,
  task,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { setup } from './setup.js'

const HOUR_MS = 3_600_000

const text = errorTexts.closed({ what: 'The connection' })
const lost = () => new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', text, scope: 'connection' })

/** JSON under another name. */
const ownCodec: Codec = { ...jsonCodec, contentType: 'application/x-own' }

/** Loses the first message to `queueName`, and says that nobody knows. */
class LosingTransport extends MemoryTransport {
  isLosing = true

  override async publish(message: OutgoingMessage): Promise<void> {
    if (message.queueName === 'children' && this.isLosing) {
      this.isLosing = false
      throw lost()
    }
    await super.publish(message)
  }
}

/** Runs `act` in a task, with the worker's settings. */
async function inTask(
  settings: Omit<Parameters<typeof setup>[0], 'functions'>,
  act: (client: Enqueuer) => Promise<unknown>,
) {
  const parent = task('parent', async (ctx): Promise<string> => {
    try {
      await act(ctx.client)
      return 'ok'
    } catch (error) {
      return String(error)
    }
  })
  const arq = await setup({ ...settings, functions: [parent] })
  void arq.worker.run()
  const { result } = await arq.ended(await arq.enqueue(parent))
  return { arq, result }
}

describe('ctx.client', () => {
  it('enqueues as the worker’s settings say', async () => {
    const { arq } = await inTask(
      {
        codec: ownCodec,
        expires: '1h',
        enableCompression: { thresholdBytes: 1 },
        trackQueued: false,
        onEnqueue: ({ function: name, headers }) => {
          headers['traceparent'] = `of ${name}`
        },
      },
      async (client) => client.enqueueJob('child', ['x'], { queueName: 'children' }),
    )
    const [message] = await arq.take('children')
    expect(message).toMatchObject({
      contentType: 'application/x-own',
      contentEncoding: 'gzip',
      headers: { traceparent: 'of child' },
    })
    expect(await arq.store.get(String(message?.correlationId))).toBeUndefined()
    await arq.close()
  })

  it('lets a worker run what its own tasks enqueue with its codec', async () => {
    const child = task('child', async (_ctx, words: string) => words)
    const parent = task('parent', async (ctx) => (await ctx.client.enqueueJob(child, ['x'])).id)
    const arq = await setup({ functions: [parent, child], codec: ownCodec })
    void arq.worker.run()
    const { result } = await arq.ended(await arq.enqueue(parent))
    expect(await arq.ended(String(result))).toMatchObject({ status: 'completed', result: 'x' })
    await arq.close()
  })

  it('keeps the record of a child as long as the worker keeps results', async () => {
    const { arq } = await inTask({ expires: '1h', jobResultTtl: 'forever' }, async (client) =>
      client.enqueueJob('child', [], { queueName: 'children' }),
    )
    const [message] = await arq.take('children')
    const record = await arq.store.get(String(message?.correlationId))
    const enqueued = Date.parse(String(record?.enqueueTime))
    expect(Date.parse(String(record?.expires))).toBe(enqueued + HOUR_MS)
    await arq.close()
  })

  it.each<[string, (client: Enqueuer) => Promise<unknown>, RegExp]>([
    [
      'a wrong jobId',
      async (client) => client.enqueueJob('child', [], { jobId: 'a\nb' }),
      /ConfigurationError: .*jobId: must have no control characters/,
    ],
    [
      'a queue of the broker',
      async (client) => client.enqueueJob('child', [], { queueName: 'amq.x' }),
      /queueName: must not begin with "amq\."/,
    ],
    [
      'a header of the broker',
      async (client) => client.enqueueJob('child', [], { headers: { CC: 'x' } }),
      /headers: the header "CC"/,
    ],
    [
      'arguments that JSON changes',
      async (client) => client.enqueueJob('child', [Buffer.from('x')]),
      /SerializationError: .*args\[0\] is a Buffer/,
    ],
  ])('refuses %s as a client does', async (_words, act, words) => {
    const { arq, result } = await inTask({}, act)
    expect(result).toMatch(words)
    await arq.close()
  })

  it('sends a child again when its parent is retried after a lost connection', async () => {
    const child = task('child', async () => 'child ran')
    const parent = task('parent', async (ctx) => {
      try {
        const job = await ctx.client.enqueueJob(child, [], { jobId: 'c1', queueName: 'children' })
        return job === null ? 'exists' : 'enqueued'
      } catch (cause) {
        throw new Retry({ defer: 0, cause })
      }
    })
    const broker = new MemoryBroker()
    const arq = await setup(
      {
        functions: [parent, child],
        transport: new LosingTransport({ broker }),
        queues: [{ name: 'default' }, { name: 'children' }],
      },
      { broker },
    )
    void arq.worker.run()
    const { result, retryCount } = await arq.ended(await arq.enqueue(parent))
    expect([result, retryCount]).toEqual(['enqueued', 1])
    expect(await arq.ended('c1')).toMatchObject({ status: 'completed', result: 'child ran' })
    await arq.close()
  })
})
