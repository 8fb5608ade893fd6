// Claims about types: this file is checked by `tsc`, from the sources and (emitted-types.test.ts) from the built
// declarations. Nothing but the last lines runs.
/* oxlint-disable typescript/no-unnecessary-type-parameters -- comparing types needs such functions */
/* oxlint-disable typescript/no-redundant-type-constituents -- they are what is compared */

import { type Client, createClient, type Job, type JobSpec } from '@arq/client'
import {
  type AnyTask,
  type EnqueueOptions,
  type Enqueuer,
  type InputOf,
  isoDate,
  type JobContext,
  type Jsonified,
  type ResultOf,
  type ResultStore,
  Retry,
  task,
  type Transport,
} from '@arq/core'
import { describe, expect, it } from '@jest/globals'
import * as v from 'valibot'

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const ok = <T extends true>(): T | undefined => undefined

export const sendEmail = task({
  name: 'send_email',
  params: ['to', 'subject'],
  run: async (ctx, to: string, subject: string) => {
    ctx.logger.info(`to ${to}, attempt ${ctx.jobTry}`)
    if (to.includes('fail') && ctx.jobTry <= 2) throw new Retry({ defer: 5 })
    return { to, subject }
  },
})
export const reindex = task({
  name: 'reindex',
  run: (_ctx, document: string, version = 1) => `${document} ${version}`,
  unique: { key: (document, version) => document.slice(version), mode: 'keepLast' },
})
export const reindexDocument = task({
  name: 'reindex_document',
  input: v.object({ document: v.string() }),
  run: (_ctx, { document }) => document,
  unique: { key: ({ document }) => document, mode: 'drop', window: '1m' },
})
const twice = (_ctx: JobContext, n: number) => 2 * n
// @ts-expect-error a key is a text
task({ name: 'odd', run: twice, unique: { key: (n: number) => n, mode: 'drop' } })
// @ts-expect-error the arguments of the task are others
task({ name: 'odd', run: twice, unique: { key: (at: Date) => at.toISOString(), mode: 'drop' } })
export const resize = task({
  name: 'resize',
  input: v.object({
    url: v.string(),
    widths: v.array(v.number()),
    due: v.optional(isoDate()),
  }),
  timeout: '30s',
  run: async (ctx, { url, widths, due }) => ({
    url,
    files: widths.length,
    year: due?.getUTCFullYear(),
    who: ctx.jobId,
  }),
})
export const add = task('add', async (_ctx, a: number, b: number) => a + b)
export const ping = task('ping', async () => new Date())
export const optional = task('opt', async (_ctx, a: number, b?: string) => ({ a, b }))
export const pair = task({
  name: 'pair',
  input: v.tuple([v.string(), isoDate()]),
  run: async (_ctx, [s, d]) => ({ s, at: d.getTime() }),
})
export const restored = task({
  name: 'restored',
  input: v.object({ a: v.string() }),
  output: v.object({ at: isoDate() }),
  run: async (_ctx, { a }) => ({ at: new Date(a) }),
})
export const greet = task('greet', async (ctx, name: string, times = 1) => {
  ctx.logger.info(name)
  return name.repeat(times)
})
export const greetAll = task({
  name: 'greet_all',
  run: async (_ctx, names: string[], polite = true, tags = ['a']) => ({ names, polite, tags }),
})
export const greetDb = task(
  'greet_db',
  async (ctx: JobContext<{ db: string }>, name: string, times = 1) =>
    ctx.extra.db + name.repeat(times),
)
export const greetNamed = task({
  name: 'greet_named',
  params: ['name', 'times'],
  run: async (_ctx, name: string, times = 1) => name.repeat(times),
})
export const rest = task('rest', async (_ctx, n: number, ...more: string[]) => n + more.length)
export const nothing = task('nothing', async () => {})
export const unknownResult = task('unknown', async (_ctx, x: unknown) => x)
export const undefinedInside = task('e', async (_ctx, x: { a?: string | undefined }) => x)
export const needsDb = task(
  'needs',
  async (ctx: JobContext<{ db: string }>, n: number) => ctx.extra.db + String(n),
)
export async function plain(ctx: JobContext, a: number, b: number) {
  return a + b + ctx.jobTry
}
export function synchronous(_ctx: unknown, a: { n: number }) {
  return { d: new Date(), n: a.n }
}

interface User {
  id: number
  at?: Date
  tags: readonly string[]
  greet(): void
}

/** Tasks whose arguments would not arrive as they were sent. */
export function refusedTasks() {
  // @ts-expect-error a Date as positional argument
  task('b1', async (_ctx, d: Date) => d)
  // @ts-expect-error a Map inside
  task('b2', async (_ctx, d: { m: Map<string, number> }) => d)
  // @ts-expect-error an argument without a type
  task('b7', async (_ctx, x) => x)
  // @ts-expect-error a second one
  task({ name: 'b8', run: async (_ctx, a: string, x) => [a, x] })
  // @ts-expect-error a default value that JSON changes
  task('b9', async (_ctx, at = new Date()) => at)
  // @ts-expect-error a bigint as argument
  task('b3', async (_ctx, d: bigint) => d)
  // @ts-expect-error one name too few
  task({ name: 'b4', params: ['to'], run: async (_ctx, to: string, cc: string) => to + cc })
  // @ts-expect-error a schema that is neither object nor tuple
  task({ name: 'b5', input: v.string(), run: async (_ctx, s) => s })
  // @ts-expect-error a Date in the params form
  task({ name: 'b6', params: ['d'], run: async (_ctx, d: Date) => d })
}

export function typeFunctions() {
  ok<Eq<Jsonified<User>, { id: number; at?: string | undefined; tags: readonly string[] }>>()
  ok<Eq<Jsonified<'a' | 'b' | Date | null>, 'a' | 'b' | string | null>>()
  ok<Eq<Jsonified<{ a: bigint }>, { a: never }>>()
  ok<Eq<InputOf<typeof needsDb>, [n: number]>>()
  ok<Eq<InputOf<typeof greet>, [name: string, times?: number | undefined]>>()
  ok<Eq<ResultOf<typeof greet>, string>>()
  ok<Eq<InputOf<typeof greetAll>[1], boolean | undefined>>()
  ok<Eq<InputOf<typeof greetAll>[2], string[] | undefined>>()
  ok<Eq<InputOf<typeof greetDb>, [name: string, times?: number | undefined]>>()
  ok<typeof greetDb extends AnyTask<{ db: string }> ? true : false>()
  ok<Eq<ResultOf<typeof needsDb>, string>>()
  ok<Eq<ResultOf<typeof unknownResult>, unknown>>()
  ok<Eq<ResultOf<typeof nothing>, undefined>>()
}

export async function oneByOne(transport: Transport, resultStore: ResultStore) {
  await using client = await createClient({ transport, resultStore })
  const job = await client.enqueueJob(sendEmail, ['user@example.com', 'Welcome'])
  ok<Eq<typeof job, Job<{ to: string; subject: string }>>>()
  const { subject } = await job.result({ timeout: 60 })
  ok<Eq<typeof subject, string>>()

  const later = await client.enqueueJob(
    resize,
    { url: 'https://…', widths: [320, 640], due: new Date() },
    { deferBy: '10s', queueName: 'images' },
  )
  ok<Eq<Awaited<ReturnType<typeof later.result>>['files'], number>>()
  ok<Eq<Awaited<ReturnType<typeof later.result>>['year'], number | undefined>>()

  const once = await client.enqueueJob('send_email', { to: 'a@b.c' }, { jobId: 'welcome:42' })
  ok<Eq<typeof once, Job | null>>()
  const typedOnce = await client.enqueueJob(sendEmail, ['a', 'b'], { jobId: 'welcome:42' })
  ok<Eq<typeof typedOnce, Job<{ to: string; subject: string }> | null>>()
  // @ts-expect-error it may be null
  typedOnce.jobId.trim()

  const pinged = await client.enqueueJob(ping)
  ok<Eq<typeof pinged, Job<string>>>()
  await client.enqueueJob(ping, [], { deferBy: 1 })
  await client.enqueueJob(greet, ['Ann'])
  await client.enqueueJob(greet, ['Ann', 2])
  await client.enqueueJob(optional, [1])
  await client.enqueueJob(optional, [1, 'x'])
  await client.enqueueJob(rest, [1, 'x', 'y'])
  const sum = await client.enqueueJob(plain, [1, 2])
  ok<Eq<typeof sum, Job<number>>>()
  const dated = await client.enqueueJob(synchronous, [{ n: 1 }])
  ok<Eq<typeof dated, Job<{ d: string; n: number }>>>()
  await client.enqueueJob(pair, ['x', new Date()])
  const paired = await client.enqueueJob(pair, ['x', '2026-01-01T00:00:00Z'])
  ok<Eq<typeof paired, Job<{ s: string; at: number }>>>()
  const withDate = await client.enqueueJob(restored, { a: '2026' })
  ok<Eq<typeof withDate, Job<{ at: Date }>>>()
  const named = await client.enqueueJob<{ a: 1 }>('x', { b: 1 })
  ok<Eq<typeof named, Job<{ a: 1 }>>>()
  const anything: EnqueueOptions = {}
  const dynamic = await client.enqueueJob(sendEmail, ['a', 'b'], anything)
  ok<Eq<typeof dynamic, Job<{ to: string; subject: string }> | null>>()
  const found = client.getJob('id', restored)
  ok<Eq<typeof found, Job<{ at: Date }>>>()
  const blind = client.getJob('id')
  ok<Eq<typeof blind, Job>>()

  // A client can stand in for `ctx.client`.
  const enqueuer: Enqueuer = client
  return enqueuer
}

export async function refusedCalls(client: Client) {
  // @ts-expect-error wrong type of an argument
  await client.enqueueJob(sendEmail, [1, 'x'])
  // @ts-expect-error one argument is missing
  await client.enqueueJob(sendEmail, ['x'])
  // @ts-expect-error all arguments are missing
  await client.enqueueJob(sendEmail)
  // @ts-expect-error wrong key in the arguments
  await client.enqueueJob(resize, { url: 'x', width: [1] })
  // @ts-expect-error wrong type of an argument with a default value
  await client.enqueueJob(greet, ['Ann', 'twice'])
  // @ts-expect-error too many arguments
  await client.enqueueJob(add, [1, 2, 3])
  // @ts-expect-error too many for a plain function
  await client.enqueueJob(plain, [1, 2, 3])
  // @ts-expect-error wrong rest argument
  await client.enqueueJob(rest, [1, 2])
  // @ts-expect-error a typo as the only option
  await client.enqueueJob(sendEmail, ['a', 'b'], { deferby: 3 })
  // @ts-expect-error a typo beside a right option
  await client.enqueueJob(sendEmail, ['a', 'b'], { deferBy: 3, jobid: 'x' })
  // @ts-expect-error a typo where the task is known by name only
  await client.enqueueJob('x', [], { deferBy: 3, jobid: 'x' })
  // @ts-expect-error a duration without a unit
  await client.enqueueJob(add, [1, 2], { deferBy: '3' })
  const maybe = undefined as string | undefined
  // @ts-expect-error exactOptionalPropertyTypes: an undefined jobId is no jobId
  await client.enqueueJob(undefinedInside, [{}], { jobId: maybe })
  // @ts-expect-error a setting with a typo
  await createClient({ transport: {} as Transport, queuename: 'x' })
}

export async function batches(client: Client) {
  const [mail, image, raw, fromFunction, once] = await client.enqueueJobs([
    { function: sendEmail, args: ['a', 'b'] },
    { function: resize, args: { url: 'x', widths: [1] }, deferBy: '10s' },
    { function: 'raw', args: [1], kwargs: { p: 1 }, jobId: 'u' },
    { function: plain, args: [1, 2] },
    { function: add, args: [1, 2], jobId: 'sum' },
  ])
  ok<Eq<typeof mail, Job<{ to: string; subject: string }>>>()
  ok<Eq<Awaited<ReturnType<typeof image.result>>['files'], number>>()
  ok<Eq<typeof raw, Job | null>>()
  ok<Eq<typeof fromFunction, Job<number>>>()
  ok<Eq<typeof once, Job<number> | null>>()

  const mixed = await client.enqueueJobs([
    { function: sendEmail, args: ['a'], kwargs: { subject: 'b' } },
    { function: ping },
    { function: optional, args: [1] },
  ])
  ok<Eq<(typeof mixed)[1], Job<string>>>()

  const many = await client.enqueueJobs(
    Array.from({ length: 5 }, (_, i) => ({ function: add, args: [i, 1] as [number, number] })),
  )
  ok<Eq<typeof many, Job<number>[]>>()
  const spec: JobSpec<typeof add> = { function: add, args: [1, 2] }
  await client.enqueueJobs([spec])
  const loose: JobSpec[] = [{ function: add, args: [1, 2] }, { function: 'x' }]
  const looseJobs = await client.enqueueJobs(loose)
  ok<Eq<typeof looseJobs, (Job | null)[]>>()

  // @ts-expect-error one argument is missing
  await client.enqueueJobs([{ function: sendEmail, args: ['a'] }])
  // @ts-expect-error all arguments are missing
  await client.enqueueJobs([{ function: sendEmail }])
  // @ts-expect-error wrong type for a plain function
  await client.enqueueJobs([{ function: plain, args: [1, 'x'] }])
  // @ts-expect-error a typo in an option
  await client.enqueueJobs([{ function: add, args: [1, 2], deferby: 3 }])
}

export async function streams(client: Client) {
  function* numbers() {
    for (let i = 0; i < 3; i += 1) yield { function: add, args: [i, 1] as [number, number] }
  }
  for await (const job of client.enqueueJobStream(numbers())) ok<Eq<typeof job, Job<number>>>()
  async function* unique() {
    yield { function: add, args: [1, 2] as [number, number], jobId: 'x' }
  }
  for await (const job of client.enqueueJobStream(unique(), { windowSize: 10 })) {
    ok<Eq<typeof job, Job<number> | null>>()
  }
  // @ts-expect-error one argument is missing
  client.enqueueJobStream([{ function: sendEmail, args: ['a'] }])
}

describe('the types of client and core', () => {
  it('hold: this file compiles', () => {
    expect([refusedTasks, typeFunctions, oneByOne, refusedCalls, batches, streams]).toHaveLength(6)
  })
})
