import { findJob } from '@arq/admin'
import type { AnyTask, JobInfo } from '@arq/core'
import { REDACTED } from '@arq/core/internal'
import * as v from 'valibot'

import type { CronRunAnswer } from '../contract/cron.js'
import type { EnqueueAnswer } from '../contract/jobs.js'
import { readInput } from '../http/read-input.js'
import type { Desk } from '../look/desk.js'
import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'
import { aboutOneJob } from './about-one-job.js'
import { withoutHidden } from './hidden-issues.js'

const DEFAULT_QUEUE = 'default'

/** What they must be the client checks, and names each wrong one. */
const bodySchema = v.strictObject({
  function: v.pipe(v.string(), v.nonEmpty()),
  args: v.optional(v.array(v.unknown()), []),
  kwargs: v.optional(v.record(v.string(), v.unknown()), {}),
  queue: v.optional(v.string()),
  jobId: v.optional(v.string()),
  deferBy: v.optional(v.union([v.number(), v.string()])),
  deferUntil: v.optional(v.string()),
  expires: v.optional(v.union([v.number(), v.string()])),
  priority: v.optional(v.number()),
  from: v.optional(v.string()),
})

/** A new job; also one like another, with other arguments. */
export async function enqueue(given: unknown, desk: Desk): Promise<EnqueueAnswer> {
  const {
    from,
    function: name,
    args,
    kwargs,
    queue,
    ...options
  } = readInput('body', bodySchema, given)
  const client = await desk.client()
  const call = await withoutGaps({ args, kwargs }, from, desk)
  const queueName = queue ?? desk.settings.queues[0] ?? DEFAULT_QUEUE
  const spec = { function: taskOf(name, desk) ?? name, ...call, ...options, queueName }
  // The client checks what came over the network, whatever types say.
  const [job] = await client.enqueueJobs([spec as never]).catch((error: unknown) => {
    const refused = aboutOneJob(error)
    throw from === undefined ? refused : withoutHidden(refused, { args, kwargs })
  })
  const id = (job as { readonly id: string } | null)?.id
  if (id === undefined) return { jobId: options.jobId ?? '', isEnqueued: false, queue: queueName }
  return { jobId: id, isEnqueued: true, queue: queueName }
}

interface CallArguments {
  readonly args: readonly unknown[]
  readonly kwargs: Readonly<Record<string, unknown>>
}

/** With the values that were hidden from the page, of the job that it was made of. */
async function withoutGaps(
  call: CallArguments,
  from: string | undefined,
  desk: Desk,
): Promise<CallArguments> {
  if (from === undefined) return call
  desk.store()
  const info = await findJob(await desk.client(), from)
  const filled = fillIn(call, info)
  // The path is for the form: it begins where the body does.
  return filled
}

/**
 * A value that still is the text that hides it is taken from the job at the same place. Pure.
 * @throws Refusal `invalid` where that job has no such place any more
 */
export function fillIn(call: CallArguments, info: JobInfo | undefined): CallArguments {
  const fill = (value: unknown, original: unknown, path: string): unknown => {
    if (value === REDACTED) {
      if (original !== undefined) return original
      throw new Refusal('invalid', texts.stillHidden(), path)
    }
    if (typeof value === 'string') {
      // Part of a text was hidden, such as the password of a URL.
      if (!value.includes(REDACTED)) return value
      if (typeof original === 'string') return original
      throw new Refusal('invalid', texts.stillHidden(), path)
    }
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value
      return items.map((item, index) =>
        fill(item, partOf(original, String(index)), `${path}.${String(index)}`),
      )
    }
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, item]: [string, unknown]) => [
        key,
        fill(item, partOf(original, key), `${path}.${key}`),
      ]),
    )
  }
  return {
    args: call.args.map((arg, index) => fill(arg, info?.args[index], `args.${String(index)}`)),
    kwargs: Object.fromEntries(
      Object.entries(call.kwargs).map(([key, value]) => [
        key,
        fill(value, partOf(info?.kwargs, key), `kwargs.${key}`),
      ]),
    ),
  }
}

function partOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}

function taskOf(name: string, { settings }: Desk): AnyTask | undefined {
  return settings.tasks.find(
    (task): task is AnyTask => typeof task !== 'string' && task.name === name,
  )
}

/** A cron job comes now, out of its turn. Its id is one of its own, so that no tick is taken for it. */
export async function runCronNow(name: string, desk: Desk): Promise<CronRunAnswer> {
  const cronJob = desk.settings.cronJobs.find((one) => one.name === name)
  if (!cronJob) throw new Refusal('not_found', texts.noCron({ name }))
  const { task, args, queueName, jobId } = cronJob
  const client = await desk.client()
  const options = {
    ...(queueName === undefined ? {} : { queueName }),
    ...(jobId === undefined ? {} : { jobId }),
  }
  // Its arguments were given with its task.
  const job = await client.enqueueJob(task as never, args as never, options as never)
  const sent = job as { readonly id: string; readonly queueName: string } | null
  if (!sent) throw new Refusal('conflict', texts.jobExists({ id: jobId }))
  return { name, jobId: sent.id, queue: sent.queueName }
}
