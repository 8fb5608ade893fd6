import { gunzipSync } from 'node:zlib'

import type { Codec, EnqueueEvent, OutgoingMessage } from '@arq/core'
import { decodeJobMessage, headerOwner } from '@arq/core/internal'

import { enqueuedJob, type EnqueuedTestJob } from './enqueued-job.js'
import type { KitTransport } from './kit-transport.js'

type JobEnqueued = Extract<EnqueueEvent, { readonly type: 'jobEnqueued' }>

/** What clients and tasks have enqueued, in order, read from the very messages that were sent. */
export class EnqueuedLog {
  readonly #jobs: EnqueuedTestJob[] = []
  readonly #codec: Codec

  constructor(codec: Codec) {
    this.#codec = codec
  }

  get jobs(): readonly EnqueuedTestJob[] {
    return this.#jobs
  }

  /** Told when the broker has it: a retry is none, nor is a job that was refused or that exists. */
  note({ jobId, queueName, dueAt }: JobEnqueued, transport: KitTransport): void {
    const sent = transport.lastSent.get(jobId)
    if (!sent) return
    const message = decodeJobMessage(bodyOf(sent), this.#codec, { queueName, nowMs: 0 })
    const { priority } = sent
    this.#jobs.push(enqueuedJob(message, { headers: callersHeaders(sent), priority, dueAt }))
  }

  forget(): void {
    this.#jobs.length = 0
  }
}

const bodyOf = ({ body, contentEncoding }: OutgoingMessage): Uint8Array =>
  contentEncoding === undefined ? body : gunzipSync(body)

function callersHeaders({ headers }: OutgoingMessage): Readonly<Record<string, string>> {
  const isCallers = (entry: [string, unknown]): entry is [string, string] =>
    typeof entry[1] === 'string' && headerOwner(entry[0]) === undefined
  return Object.fromEntries(Object.entries(headers).filter(isCallers))
}
