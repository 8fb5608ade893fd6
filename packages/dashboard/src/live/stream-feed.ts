import type { JobStream } from '@arq/client'
import type { Language, StreamEntry } from '@arq/core'
import * as v from 'valibot'

import type { StreamEvent, StreamItemView } from '../contract/streams.js'
import type { Call } from '../http/call.js'
import { errorAnswer } from '../http/error-answer.js'
import { queryObject, readInput } from '../http/read-input.js'
import type { Desk } from '../look/desk.js'
import type { Listener } from './event-stream.js'

/** What a page shows at once is a part of what a stream may keep. */
const LAST_ITEMS = 500
const MOST_LAST_ITEMS = 10_000
/** Of one item: a page shows hundreds of them. */
const MOST_CHARACTERS = 4000

const querySchema = v.strictObject({
  after: v.optional(v.string()),
  last: v.optional(
    v.pipe(v.string(), v.digits(), v.toNumber(), v.minValue(1), v.maxValue(MOST_LAST_ITEMS)),
  ),
})

interface Asked {
  readonly jobId: string
  readonly name: string
  readonly after: string | undefined
  readonly last: number
  readonly language: Language
}

/** @throws Refusal `invalid` */
export function streamAsked({ params, query, language }: Call): Asked {
  const { after, last = LAST_ITEMS } = readInput('query', querySchema, queryObject(query))
  return { jobId: params['jobId'] ?? '', name: params['stream'] ?? '', after, last, language }
}

/**
 * Gives what a job writes to a stream to whoever listens, as fast as they take it. Never rejects.
 * @throws whatever is wrong with what was asked, before anything is given
 */
export async function openStream(
  { jobId, name, after, last, language }: Asked,
  desk: Desk,
): Promise<(listener: Listener<StreamEvent>) => void> {
  desk.store()
  const leaving = new AbortController()
  const job = (await desk.client()).getJob(jobId)
  const stream = job.stream(name, { after, last, signal: leaving.signal })
  return ({ signal, ...listener }) => {
    if (signal.aborted) leaving.abort()
    else signal.addEventListener('abort', () => leaving.abort(), { once: true })
    void give(stream, listener, desk).catch((error: unknown) => {
      const { code, message } = errorAnswer(error, language).answer.error
      listener.push({ type: 'trouble', code, message })
      listener.close()
    })
  }
}

async function give(
  stream: JobStream,
  { push, taken, close }: Omit<Listener<StreamEvent>, 'signal'>,
  desk: Desk,
): Promise<void> {
  for await (const entry of stream.entries()) {
    push({ type: 'item', item: itemView(entry, desk) })
    await taken()
  }
  push({ type: 'end' })
  close()
}

function itemView({ id, value, jobTry, run, missed }: StreamEntry, desk: Desk): StreamItemView {
  const shown = desk.redacted({ value }).value
  const isText = typeof shown === 'string'
  const text = isText ? shown : JSON.stringify(shown)
  const isCut = text.length > MOST_CHARACTERS
  return {
    ...{ id, isText, isCut, jobTry, run, missed },
    text: isCut ? text.slice(0, MOST_CHARACTERS) : text,
  }
}
