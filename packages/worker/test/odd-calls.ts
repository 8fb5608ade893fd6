import type { Client } from '@arq/client'
import {
  type Delivery,
  type EnqueueOptions,
  type Enqueuer,
  isArqError,
  jsonCodec,
  type ResultStore,
  task,
  type Transport,
} from '@arq/core'
import { decodeJobMessage } from '@arq/core/internal'
import { expect } from '@jest/globals'
import fc from 'fast-check'

/** Texts as callers never mean them: any UTF-16 units, bytes at every limit, names that somebody reads. */
export const oddText = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  fc.string({ minLength: 240, maxLength: 258 }),
  fc.integer({ min: 78, max: 87 }).map((count) => '名'.repeat(count)),
  fc.constantFrom('', 'a\ud800', '\udc00b', 'a\nb', 'a\0', 'amq.x', 'arq.delay.due', 'arq', ' '),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'CC', 'BCC', 'cc', 'traceparent'),
  fc.constantFrom(
    'x-death',
    'x-delay',
    'x-retry-count',
    'x-error-type',
    'x-tenant',
    'x-arq-target',
  ),
)

/** Values of every kind, most of which JSON cannot carry. */
const oddValue = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.anything({
    maxDepth: 3,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
    withNullPrototype: true,
    withBoxedValues: true,
  }),
  oddText,
  fc.constantFrom(-0, NaN, Infinity, Buffer.from('x'), Symbol('s'), new Date(NaN)),
  fc.func(fc.nat()),
  fc.constant(undefined).map(() => ({
    get broken(): never {
      throw new Error('unreadable')
    },
  })),
)

const oddArguments = fc.oneof(
  fc.array(oddValue, { maxLength: 3 }),
  fc.dictionary(oddText, oddValue, { maxKeys: 3 }),
)

const oddHeaders = fc.oneof(
  fc.tuple(oddText, fc.string()).map(([name, text]) => ({ [name]: text })),
  fc.dictionary(oddText, fc.oneof(oddText, oddValue), { maxKeys: 3 }),
)

export interface OddCall {
  readonly args: unknown
  readonly jobId: string | undefined
  readonly headers: Readonly<Record<string, unknown>> | undefined
  /** `ctx.client` in place of the client. */
  readonly isInside: boolean
}

const nothing = fc.constant(undefined)
const plainArguments = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 2 })

/** Where one part is odd, the others are not: or nearly all would be refused for their arguments. */
export const oddCall: fc.Arbitrary<OddCall> = fc
  .constantFrom('args', 'jobId', 'headers')
  .chain((odd) =>
    fc.record({
      args: odd === 'args' ? oddArguments : plainArguments,
      jobId: odd === 'jobId' ? oddText : nothing,
      headers: odd === 'headers' ? oddHeaders : nothing,
      isInside: fc.boolean(),
    }),
  )

/** Gives back what it gets. */
export const echo = task('echo', async (_ctx, ...args: unknown[]) => args)

/** What a test needs to see what a call does: a worker runs `echo`, and only the test takes from `rawQueue`. */
export interface CallBench {
  readonly client: Client
  readonly inside: Enqueuer
  readonly store: ResultStore
  readonly rawQueue: string
  /** Of `rawQueue`, by job id. */
  readonly raw: ReadonlyMap<string, Delivery>
  readonly untilRaw: (jobId: string) => Promise<Delivery>
}

/** Takes what comes to a queue, for {@link CallBench}. */
export async function takeRaw(
  transport: Transport,
  rawQueue: string,
): Promise<Pick<CallBench, 'raw' | 'untilRaw'>> {
  const raw = new Map<string, Delivery>()
  const waits = new Map<string, (delivery: Delivery) => void>()
  await transport.consume(rawQueue, { prefetch: 100 }, (delivery) => {
    delivery.ack()
    raw.set(String(delivery.correlationId), delivery)
    waits.get(String(delivery.correlationId))?.(delivery)
  })
  const untilRaw = async (jobId: string): Promise<Delivery> =>
    raw.get(jobId) ?? new Promise((resolve) => waits.set(jobId, resolve))
  return { raw, untilRaw }
}

/**
 * The promise of the library about any call: it is refused, and then nothing was sent or written and the error says what
 * is wrong; or it is accepted, and then the job arrives as it was given. Calls beside it go through.
 */
export async function expectSafeCall(bench: CallBench, call: OddCall): Promise<void> {
  const { client, inside, rawQueue } = bench
  const enqueuer: Enqueuer = call.isInside ? inside : client
  const options = {
    ...(call.jobId !== undefined && { jobId: call.jobId }),
    ...(call.headers !== undefined && { headers: call.headers }),
  } as EnqueueOptions
  const isKnown = call.jobId !== undefined && bench.raw.has(call.jobId)
  const waitingBefore = await waitingCount(bench)
  const args = call.args as unknown[]

  const [odd, plain] = await Promise.allSettled([
    enqueuer.enqueueJob('raw', args, { ...options, queueName: rawQueue }),
    enqueuer.enqueueJob('raw', ['beside'], { queueName: rawQueue }),
  ])
  expect(plain).toMatchObject({ status: 'fulfilled' })
  if (odd.status === 'rejected') {
    expectRefusal(odd.reason)
    if (plain.status === 'fulfilled') await bench.untilRaw(plain.value.jobId)
    // The one beside it.
    expect(await waitingCount(bench)).toBe(waitingBefore + 1)
    return
  }
  if (odd.value === null) {
    expect(isKnown).toBe(true)
    return
  }
  const { jobId } = odd.value
  if (call.jobId !== undefined) expect(asUtf8(call.jobId)).toBe(jobId)
  const delivery = await bench.untilRaw(jobId)
  expect(delivery.headers).toMatchObject({ ...call.headers })
  const message = decodeJobMessage(delivery.body, jsonCodec, { queueName: rawQueue, nowMs: 0 })
  const sent = asArrived(call.args)
  expect(message).toMatchObject({ jobId, queueName: rawQueue, function: 'raw' })
  expect(Array.isArray(call.args) ? message.args : message.kwargs).toEqual(sent)

  const echoed = await client.enqueueJob(echo.name, args)
  expect(await echoed.result({ timeout: 30 })).toEqual(
    Array.isArray(sent) ? sent : Object.keys(sent as object).length === 0 ? [] : [sent],
  )
}

/** A text as it is after its way over a wire. */
export const asUtf8 = (text: string): string => Buffer.from(text).toString()

/** What has to arrive of a value that was accepted. Throws for one that should have been refused. */
function asArrived(value: unknown): unknown {
  // JSON has one zero.
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return Array.from(value, asArrived)
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString()
  if (typeof value !== 'object' || ArrayBuffer.isView(value)) throw new Error('was accepted')
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) throw new Error('was accepted')
  const present = Object.entries(value).filter(([, item]) => item !== undefined)
  return Object.fromEntries(present.map(([key, item]) => [key, asArrived(item)]))
}

/** It says which argument or option, and what is wrong, in one printable line of moderate length; and nothing was sent. */
function expectRefusal(error: unknown): void {
  expect(isArqError(error)).toBe(true)
  if (!isArqError(error)) return
  expect(error.code).toMatch(/^ARQ_(CONFIG_INVALID|ENCODE_FAILED|INVALID_ARGUMENTS)$/)
  expect(error.sent).toBe('never')
  expect(error.message).toMatch(/\b(jobId|headers|args|kwargs)\b/)
  expect(error.message).not.toMatch(/[\p{Cc}\p{Cs}]/u)
  expect(error.message.length).toBeLessThan(600)
}

/** Nobody starts the jobs of `rawQueue`, so each that has a record is `queued`. */
const waitingCount = async ({ store, rawQueue }: CallBench): Promise<number> =>
  (await store.listWaiting?.(rawQueue, { limit: 10_000 }))?.length ?? NaN
