import type { ArqError, EnqueueOptions, OutgoingMessage, Transport } from '@arq/core'
import {
  ConfigurationError,
  ConnectionLost,
  PublishNotConfirmed,
  Retry,
  SerializationError,
  task,
  UnsupportedError,
} from '@arq/core'
import { errorTexts } from '@arq/core/internal'
import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { describe, expect, it } from '@jest/globals'

import { latch, setup, type TestSettings } from './setup.js'

const again = task('again', async (ctx) => {
  if (ctx.jobTry === 1) throw new Retry({ defer: 0, cause: new Error('not yet') })
  return 'second'
})
const fail = task('fail', async () => {
  throw new RangeError('broken')
})
const ok = task('ok', async () => 'done')

/** What a transport may answer to one publish; `undefined` lets it through. */
type Answer = (message: OutgoingMessage) => ArqError | undefined

/** A bundle whose worker's publishes are answered by `answer` first. */
async function setupAnswering(answer: Answer, settings: Partial<TestSettings> = {}) {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const sent: OutgoingMessage[] = []
  const workerTransport = new MemoryTransport({ broker })
  const transport = new Proxy<Transport>(workerTransport, {
    get(target, key) {
      if (key === 'publish') {
        return async (message: OutgoingMessage) => {
          sent.push(message)
          const error = answer(message)
          if (error) throw error
          await target.publish(message)
        }
      }
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const functions = [again, fail, ok]
  const arq = await setup({ functions, transport, ...settings }, { clock, broker })
  void arq.worker.run()
  /** The body that the client sent, seen before the worker gets it. */
  const enqueue = async (name: string, how?: EnqueueOptions) => {
    const id = await arq.enqueue(name, [], how)
    await clock.advance('50ms')
    return id
  }
  const linesWith = (words: string) => arq.log.filter(({ message }) => message.includes(words))
  return { ...arq, clock, enqueue, sent, linesWith, workerTransport }
}

const text = errorTexts.closed({ what: 'test' })
const notConfirmed = (code: 'ARQ_PUBLISH_TOO_LARGE' | 'ARQ_PUBLISH_NACKED') =>
  new PublishNotConfirmed({ code, text, scope: 'message' })
const unencodable = (): ArqError => new SerializationError({ code: 'ARQ_ENCODE_FAILED', text })

describe('a retry that can never be sent', () => {
  it.each<[string, () => ArqError]>([
    ['ARQ_PUBLISH_TOO_LARGE', () => notConfirmed('ARQ_PUBLISH_TOO_LARGE')],
    ['ARQ_ENCODE_FAILED', unencodable],
    ['ARQ_UNSUPPORTED', () => new UnsupportedError(text)],
    ['ARQ_CONFIG_INVALID', () => new ConfigurationError('message', [])],
  ])('ends as a final failure with its reason, %s', async (code, refusal) => {
    const arq = await setupAnswering(({ kind }) => (kind === 'job' ? refusal() : undefined))
    const id = await arq.enqueue('again')
    expect(await arq.store.get(id)).toMatchObject({
      status: 'failed',
      errorCode: code,
      error: expect.stringMatching(/cannot be sent: .*failed with Retry: /),
      traceback: expect.stringContaining('caused by Error: not yet'),
    })
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({
      'x-error-code': code,
      'x-error-category': 'non_retriable',
      'x-job-id': id,
    })
    // The body of the last delivery, not that of the retry.
    expect(JSON.parse(Buffer.from(letter!.body).toString())).toMatchObject({ job_try: 1 })
    expect(arq.sent.filter(({ kind }) => kind === 'job')).toHaveLength(1)
    expect(arq.worker.counts).toMatchObject({ failed: 1, retried: 0 })
    await arq.close()
  })
})

describe('a delay that can never be sent on', () => {
  it('parks the job with its reason', async () => {
    const arq = await setupAnswering(({ kind }) =>
      kind === 'job' ? notConfirmed('ARQ_PUBLISH_TOO_LARGE') : undefined,
    )
    const body = `{"job_id":"p","function":"ok", "queue_name":"default","defer_until":"2030-01-01T00:00:00+00:00"}`
    await arq.publishText(body)
    await arq.clock.advance('1s')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers).toMatchObject({ 'x-error-code': 'ARQ_PUBLISH_TOO_LARGE' })
    expect(Buffer.from(letter!.body).toString()).toBe(body)
    await arq.close()
  })
})

describe('a dead letter that can never be sent as it is', () => {
  it('goes without the sender’s headers and the stack, and that is said', async () => {
    const arq = await setupAnswering(({ headers }) =>
      'mine' in headers ? unencodable() : undefined,
    )
    const id = await arq.enqueue('fail', { headers: { mine: 'x' } })
    const [letter] = await arq.take('default.dlq')
    expect(Object.keys(letter?.headers ?? {}).sort()).toEqual([
      'x-arq-lifetime',
      'x-error-category',
      'x-error-code',
      'x-error-message',
      'x-error-type',
      'x-failed-at',
      'x-job-id',
      'x-queue',
      'x-retry-count',
      'x-worker-id',
    ])
    expect(letter?.headers).toMatchObject({ 'x-job-id': id, 'x-error-message': 'broken' })
    expect(arq.linesWith('without the headers it came with')).toHaveLength(1)
    expect((await arq.store.get(id))?.status).toBe('failed')
    await arq.close()
  })

  it('is not so because of a long job id, which is cut', async () => {
    const arq = await setupAnswering(() => undefined)
    const id = 'x'.repeat(5000)
    await arq.publishText(`{"job_id":"${id}","function":"fail","queue_name":"default"}`)
    await arq.clock.advance('1s')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers['x-job-id']).toBe(id.slice(0, 2048))
    await arq.close()
  })

  it('keeps its retry count', async () => {
    const arq = await setupAnswering(({ kind, headers }) =>
      kind === 'deadLetter' && 'x-error-stack' in headers ? unencodable() : undefined,
    )
    await arq.publish({
      body: Buffer.from('{"job_id":"p","function":"fail","queue_name":"default","job_try":3}'),
      headers: { 'x-retry-count': 2 },
    })
    await arq.clock.advance('1s')
    const [letter] = await arq.take('default.dlq')
    expect(letter?.headers['x-retry-count']).toBe(2)
    await arq.close()
  })

  it('is not lost when even that is refused: the job stays unacknowledged, and is tried ever more seldom', async () => {
    let isRefused = true
    const arq = await setupAnswering(({ kind }) =>
      kind === 'deadLetter' && isRefused ? unencodable() : undefined,
    )
    const id = await arq.enqueue('fail')
    await arq.clock.advance('1h')
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(1)
    // Pauses of 0.1 s, doubled up to 30 s.
    expect(arq.sent.length).toBeLessThan(140)
    expect(arq.sent.length).toBeGreaterThan(100)
    isRefused = false
    await arq.clock.advance('31s')
    expect(await arq.take('default.dlq')).toHaveLength(1)
    expect((await arq.store.get(id))?.status).toBe('failed')
    await arq.close()
  })
})

describe('a queue that takes nothing for a while', () => {
  it('is waited for by every job, said once for all of them, and once when it is over', async () => {
    let isFull = true
    const arq = await setupAnswering(
      ({ kind }) =>
        kind === 'deadLetter' && isFull ? notConfirmed('ARQ_PUBLISH_NACKED') : undefined,
      { maxConcurrentJobs: 1 },
    )
    for (let n = 0; n < 5; n += 1) await arq.enqueue('fail')
    await arq.clock.advance('1m')
    expect((await arq.client.queueInfo('default'))?.unacknowledged).toBe(5)
    // They hold no slot.
    const other = await arq.enqueue('ok')
    expect((await arq.store.get(other))?.status).toBe('completed')
    expect(arq.linesWith('Could not publish to default.dlq')).toHaveLength(1)
    isFull = false
    await arq.clock.advance('31s')
    expect(await arq.take('default.dlq', 5)).toHaveLength(5)
    expect(arq.worker.counts.failed).toBe(5)
    expect(arq.linesWith('default.dlq takes messages again')).toHaveLength(1)
    expect(arq.linesWith('Could not publish')).toHaveLength(1)
    await arq.close()
  })

  it('is said once, too, when it takes one letter at a time', async () => {
    let room = 0
    const arq = await setupAnswering(({ kind }) => {
      if (kind !== 'deadLetter') return undefined
      room -= 1
      return room < 0 ? notConfirmed('ARQ_PUBLISH_NACKED') : undefined
    })
    for (let n = 0; n < 3; n += 1) await arq.enqueue('fail')
    while (arq.worker.counts.failed < 3) {
      room = 1
      await arq.clock.advance('31s')
    }
    expect(arq.linesWith('Could not publish')).toHaveLength(1)
    expect(arq.linesWith('takes messages again')).toHaveLength(1)
    await arq.close()
  })

  it('is said again when the reason changes', async () => {
    let error: ArqError | undefined = notConfirmed('ARQ_PUBLISH_NACKED')
    const arq = await setupAnswering(({ kind }) => (kind === 'deadLetter' ? error : undefined))
    await arq.enqueue('fail')
    await arq.clock.advance('5s')
    error = new ConnectionLost({ code: 'ARQ_CONNECTION_LOST', scope: 'connection', text })
    await arq.clock.advance('1m')
    expect(arq.linesWith('Could not publish')).toHaveLength(2)
    error = undefined
    await arq.clock.advance('31s')
    expect(await arq.take('default.dlq')).toHaveLength(1)
    await arq.close()
  })

  it.each<[string, string, string, () => ArqError]>([
    ['fail', 'full', 'deadLetter', () => notConfirmed('ARQ_PUBLISH_NACKED')],
    ['fail', 'unable to take it', 'deadLetter', unencodable],
    ['again', 'full', 'job', () => notConfirmed('ARQ_PUBLISH_NACKED')],
  ])(
    'does not keep a worker from stopping: the job %s, its queue %s, is handed back as if it had not been started',
    async (name, _how, refused, error) => {
      const arq = await setupAnswering(({ kind }) => (kind === refused ? error() : undefined))
      const id = await arq.enqueue(name)
      const stopped = arq.worker.stop()
      await arq.clock.advance('40s')
      await stopped
      expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 1, unacknowledged: 0 })
      expect((await arq.store.get(id))?.status).toBe('queued')
      expect(arq.worker.counts).toMatchObject({ failed: 0, retried: 0, requeued: 1 })
      expect(arq.linesWith('takes messages again')).toHaveLength(0)
      await arq.close()
    },
  )

  it.each([
    ['no job', '{not json', 'deadLetter'],
    [
      'a job that is not due',
      '{"job_id":"p","function":"ok","queue_name":"default","defer_until":"2090-01-01T00:00:00+00:00"}',
      'job',
    ],
  ])(
    'lets a message that is %s go back to its queue when the worker stops',
    async (_what, body, refused) => {
      const arq = await setupAnswering(({ kind }) =>
        kind === refused ? notConfirmed('ARQ_PUBLISH_NACKED') : undefined,
      )
      await arq.publishText(body)
      await arq.clock.advance('1s')
      const stopped = arq.worker.stop()
      await arq.clock.advance('40s')
      await stopped
      expect(await arq.client.queueInfo('default')).toMatchObject({ ready: 1, unacknowledged: 0 })
      expect(arq.worker.counts.unreadable).toBe(0)
      await arq.close()
    },
  )

  it('leaves the record alone when the delivery was taken away: the next start is known to be a second one', async () => {
    const gate = latch()
    const hold = task('hold', () => gate.opened)
    const arq = await setupAnswering(
      ({ kind }) => (kind === 'deadLetter' ? notConfirmed('ARQ_PUBLISH_NACKED') : undefined),
      { functions: [fail, hold], maxConcurrentJobs: 1 },
    )
    const id = await arq.enqueue('fail')
    await arq.enqueue('hold')
    // The slot is taken, so that the second delivery waits while the first one gives up.
    arq.broker.disconnect(arq.workerTransport)
    await arq.clock.advance('1m')
    expect((await arq.store.get(id))?.status).toBe('in_progress')
    gate.open()
    await arq.clock.advance('1m')
    expect(await arq.store.get(id)).toMatchObject({ duplicateRuns: 1 })
    await arq.close()
  })

  it.each<[string, () => ArqError]>([
    ['full', () => notConfirmed('ARQ_PUBLISH_NACKED')],
    ['unable to take the letter', unencodable],
  ])('is not waited for by whom the delivery was taken from: %s', async (_how, error) => {
    const arq = await setupAnswering(({ kind }) => (kind === 'deadLetter' ? error() : undefined))
    const id = await arq.enqueue('fail')
    arq.broker.disconnect(arq.workerTransport)
    await arq.clock.advance('1m')
    // The second delivery waits, the first one has given up.
    const sent = arq.sent.length
    await arq.clock.advance('5m')
    expect(arq.sent.length - sent).toBe(10)
    expect(await arq.store.get(id)).toMatchObject({ status: 'in_progress', duplicateRuns: 1 })
    expect(arq.worker.counts).toMatchObject({ failed: 0, requeued: 1, duplicateRuns: 1 })
    expect(arq.linesWith('takes messages again')).toHaveLength(0)
    await arq.close()
  })
})
