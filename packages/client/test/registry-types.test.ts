// Claims about a client that knows tasks by name: checked by `tsc`, from the sources and (emitted-types.test.ts) from the
// built declarations. Nothing but the last lines runs.
/* oxlint-disable typescript/no-unnecessary-type-parameters -- comparing types needs such functions */

import { type Client, createClient, type Job } from '@arq/client'
import {
  type AnyTask,
  isoDate,
  type JobContext,
  task,
  type TasksOf,
  type Transport,
} from '@arq/core'
import { expect, it } from '@jest/globals'
import * as v from 'valibot'

type Eq<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const ok = <T extends true>(): T | undefined => undefined

export const sendEmail = task('send_email', async (_ctx, to: string, subject: string) => ({
  to,
  subject,
}))
export const resize = task({
  name: 'resize',
  input: v.object({ url: v.string(), due: v.optional(isoDate()) }),
  run: (_ctx, { url }) => url.length,
})
export const restored = task({
  name: 'restored',
  input: v.object({}),
  output: v.object({ at: isoDate() }),
  run: () => ({ at: new Date(0) }),
})
export const ping = task('ping', () => new Date())
export function plain(_ctx: JobContext, a: number, b = 1) {
  return { sum: a + b, at: new Date() }
}
export const functions = [sendEmail, resize, restored, ping, plain]

type Tasks = TasksOf<typeof functions>

export function registries() {
  ok<Eq<keyof Tasks, 'send_email' | 'resize' | 'restored' | 'ping'>>()
  ok<
    Eq<
      Tasks['send_email'],
      {
        readonly input: [to: string, subject: string]
        readonly result: { to: string; subject: string }
      }
    >
  >()
  ok<Eq<Tasks['ping']['result'], string>>()
  // Without the schema a result is what was stored.
  ok<Eq<Tasks['restored']['result'], { at: string }>>()

  // Of settings, of a tuple, and of a module, whose plain functions have names.
  const settings = { functions: [sendEmail, ping] as const, queueName: 'mail' }
  ok<Eq<keyof TasksOf<typeof settings>, 'send_email' | 'ping'>>()
  interface Module {
    readonly sendEmail: typeof sendEmail
    readonly plain: typeof plain
    readonly version: string
  }
  type OfModule = TasksOf<Module>
  ok<Eq<keyof OfModule, 'send_email' | 'plain'>>()
  ok<Eq<OfModule['plain']['input'], [a: number, b?: number | undefined]>>()
  ok<Eq<OfModule['plain']['result'], { sum: number; at: string }>>()
  // A name that the compiler does not know stands for none.
  // oxlint-disable-next-line typescript/no-generated-empty-object-type -- that is the claim
  ok<Eq<keyof TasksOf<readonly AnyTask[]>, never>>()
  return settings
}

export async function byName(transport: Transport) {
  await using client = await createClient<Tasks>({ transport })
  const mail = await client.enqueueJob('send_email', ['ada@example.com', 'Hi'])
  ok<Eq<typeof mail, Job<{ to: string; subject: string }>>>()
  const once = await client.enqueueJob('send_email', ['a', 'b'], { jobId: 'x' })
  ok<Eq<typeof once, Job<{ to: string; subject: string }> | null>>()
  const image = await client.enqueueJob('resize', { url: 'x', due: new Date() }, { deferBy: '1h' })
  ok<Eq<typeof image, Job<number>>>()
  const pinged = await client.enqueueJob('ping')
  ok<Eq<typeof pinged, Job<string>>>()

  // Other names, and names that are not known before it runs, stay possible; so do tasks themselves.
  const other = await client.enqueueJob('of_another_team', [1, 'x'])
  ok<Eq<typeof other, Job>>()
  const loose = await client.enqueueJob(['send', 'email'].join('_'), [1])
  ok<Eq<typeof loose, Job>>()
  const said = await client.enqueueJob<{ n: number }>('of_another_team', [1])
  ok<Eq<typeof said, Job<{ n: number }>>>()
  const itself = await client.enqueueJob(restored, {})
  ok<Eq<typeof itself, Job<{ at: Date }>>>()

  const [first, second, third] = await client.enqueueJobs([
    { function: 'send_email', args: ['a', 'b'] },
    { function: 'resize', args: { url: 'x' }, jobId: 'r' },
    { function: 'of_another_team', args: [1], kwargs: { a: 1 } },
  ])
  ok<Eq<typeof first, Job<{ to: string; subject: string }>>>()
  ok<Eq<typeof second, Job<number> | null>>()
  ok<Eq<typeof third, Job>>()

  // Whoever takes any client takes one that knows tasks.
  const any: Client = client
  return any
}

export async function refused(client: Client<Tasks>) {
  // @ts-expect-error wrong type of an argument
  await client.enqueueJob('send_email', [1, 'x'])
  // @ts-expect-error one argument is missing
  await client.enqueueJob('send_email', ['x'])
  // @ts-expect-error all arguments are missing
  await client.enqueueJob('send_email')
  // @ts-expect-error too many arguments
  await client.enqueueJob('ping', [1])
  // @ts-expect-error a wrong key
  await client.enqueueJob('resize', { uri: 'x' })
  // @ts-expect-error a typo in an option
  await client.enqueueJob('send_email', ['a', 'b'], { deferby: 3 })
  const job = await client.enqueueJob('resize', { url: 'x' })
  // @ts-expect-error the result is a number
  const files: string = await job.result()
  // @ts-expect-error one argument is missing in a batch
  await client.enqueueJobs([{ function: 'send_email', args: ['a'] }])
  // @ts-expect-error a typo in an option of a batch
  await client.enqueueJobs([{ function: 'send_email', args: ['a', 'b'], deferby: 3 }])
  // @ts-expect-error one argument is missing in a stream
  client.enqueueJobStream([{ function: 'send_email', args: ['a'] }])
  return files
}

it('knows tasks by name as this file says: it compiles', () => {
  expect([registries, byName, refused]).toHaveLength(3)
})
