import { utf8Bytes } from '#platform'

import { type Codec, jsonCodec } from './codec.js'
import type { JobMessage } from './job-message.js'
import { triesToWire } from './job-tries-codec.js'
import { SentArguments } from './sent-arguments.js'

/** A job as bytes, and its arguments in them. */
export interface WrittenJob {
  readonly body: Uint8Array
  readonly sent: SentArguments
}

/** Writes a job's first message. Of what it says later of the job, the arguments are copied from there. */
export function writeJob(message: JobMessage, codec: Codec): WrittenJob {
  const text = codec === jsonCodec ? argumentsText(message) : undefined
  if (text === undefined) {
    const body = codec.encode(toWire(message))
    return { body, sent: new SentArguments(body, codec, undefined) }
  }
  const head = headText(message)
  const body = utf8Bytes(`${head}${text}}`)
  const isAscii = body.length === head.length + text.length + 1
  return { body, sent: new SentArguments(body, codec, isAscii ? head.length : undefined) }
}

/** The bytes of a message. @param sent its arguments, where those of the message may have changed since they came */
export function encodeJobMessage(
  message: JobMessage,
  codec: Codec,
  sent?: SentArguments,
): Uint8Array {
  const text = codec === jsonCodec ? sent?.text : undefined
  return text === undefined
    ? codec.encode(toWire(sent ? { ...message, ...sent.read() } : message))
    : utf8Bytes(`${headText(message)}${text}}`)
}

function argumentsText({ args, kwargs }: JobMessage): string | undefined {
  // What has a `toJSON` of its own may come to nothing at all, which the types do not tell.
  const positional = JSON.stringify(args) as string | undefined
  const named = JSON.stringify(kwargs) as string | undefined
  return positional === undefined || named === undefined
    ? undefined
    : `"args":${positional},"kwargs":${named}`
}

/** JSON up to the comma before the arguments. */
const headText = (message: JobMessage): string => `${JSON.stringify(headOf(message)).slice(0, -1)},`

/** A body before it is encoded. The arguments stand last, so that they can be copied: see `readJobText`. */
const toWire = (message: JobMessage): Readonly<Record<string, unknown>> => ({
  ...headOf(message),
  args: message.args,
  kwargs: message.kwargs,
})

function headOf(message: JobMessage): Readonly<Record<string, unknown>> {
  const head = {
    job_id: message.jobId,
    function: message.function,
    job_try: message.jobTry,
    enqueue_time: message.enqueueTime,
    start_time: message.startTime ?? null,
    end_time: message.endTime ?? null,
    status: message.status,
    result: null,
    error: message.error ?? null,
    queue_name: message.queueName,
    defer_until: message.deferUntil ?? null,
    expires: message.expires ?? null,
  }
  // Only where there are any: a first try is not a byte longer.
  if (!message.tries && !message.usage && message.firstEnqueueTime === undefined) return head
  return {
    ...head,
    tries: message.tries && triesToWire(message.tries),
    usage: message.usage,
    first_enqueue_time: message.firstEnqueueTime,
  }
}
