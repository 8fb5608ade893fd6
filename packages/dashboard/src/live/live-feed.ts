import { findJob } from '@arq/admin'
import type { Client } from '@arq/client'
import type { Language } from '@arq/core'
import { pause } from '@arq/core/internal'

import type { LiveEvent, LiveTopic } from '../contract/live.js'
import type { OverviewView } from '../contract/overview.js'
import { errorAnswer } from '../http/error-answer.js'
import type { Operations } from '../letters/operations.js'
import { type Alarms, type AlarmsLook, alarmsView } from '../look/alarms.js'
import type { Desk } from '../look/desk.js'
import { lookAtJob } from '../look/job-details.js'
import type { OverviewLook } from '../look/overview.js'
import type { Sampler } from '../look/sampler.js'
import type { Audit } from '../rights/audit.js'
import { Pulse } from './pulse.js'

/** The doctor asks much of a broker. */
const ALARMS_EVERY_MS = 60_000
/**
 * A job that has ended may be run again, a store may be away for a while, and of what is kept beside a record, steps and
 * signals, nobody is told.
 */
const JOB_AGAIN_MS = 2000

export interface FeedParts {
  readonly desk: Desk
  readonly overview: OverviewLook
  readonly alarms: AlarmsLook
  readonly sampler: Sampler
  readonly operations: Operations
  readonly audit: Audit
}

/** What somebody wants to hear. */
export interface Wanted {
  readonly topics: readonly LiveTopic[]
  /** Of the topic `job`. */
  readonly jobId: string | undefined
  readonly language: Language
}

type Push = (event: LiveEvent) => void

/** What happens, for all who watch: each look is shared by them. */
export class LiveFeed {
  readonly #parts: FeedParts
  readonly #overviews: Pulse<OverviewView>
  readonly #alarms: Pulse<Alarms>

  constructor(parts: FeedParts) {
    this.#parts = parts
    const { desk, overview, alarms } = parts
    const { refreshMs } = desk.settings
    this.#overviews = new Pulse(refreshMs, () => overview.look(refreshMs / 2))
    this.#alarms = new Pulse(ALARMS_EVERY_MS, () => alarms.look())
  }

  /** Until the signal aborts. */
  listen(wanted: Wanted, push: Push, signal: AbortSignal): void {
    const stops = wanted.topics.map((topic) => this.#listenTo(topic, wanted, push, signal))
    const stop = (): void => {
      for (const one of stops) one()
    }
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  }

  /** The latest of each topic. */
  async poll({ topics, jobId, language }: Wanted): Promise<readonly LiveEvent[]> {
    const events = await Promise.all(
      topics.map((topic) =>
        this.#now(topic, jobId, language).catch((error: unknown) => [
          trouble(topic, error, language),
        ]),
      ),
    )
    return events.flat()
  }

  async #now(
    topic: LiveTopic,
    jobId: string | undefined,
    language: Language,
  ): Promise<readonly LiveEvent[]> {
    const { desk, overview, alarms, sampler, operations, audit } = this.#parts
    switch (topic) {
      case 'overview':
        return [{ type: 'overview', overview: await overview.look(desk.settings.refreshMs / 2) }]
      case 'samples': {
        const sample = sampler.latest
        return sample ? [{ type: 'sample', sample }] : []
      }
      case 'alarms':
        return [{ type: 'alarms', alarms: alarmsView(await alarms.look(), language) }]
      case 'operations':
        return operations.views.map((operation) => ({ type: 'operation', operation }))
      case 'acts': {
        const [act] = audit.acts
        return act ? [{ type: 'act', act }] : []
      }
      case 'job':
        return jobId === undefined ? [] : [await this.#jobNow(jobId)]
    }
  }

  #listenTo(topic: LiveTopic, wanted: Wanted, push: Push, signal: AbortSignal): () => void {
    const { sampler, operations, audit } = this.#parts
    const { jobId, language } = wanted
    const onError = (error: unknown): void => push(trouble(topic, error, language))
    const first = (): void => {
      void this.#now(topic, jobId, language).then((events) => {
        if (!signal.aborted) for (const event of events) push(event)
      }, onError)
    }
    switch (topic) {
      case 'overview':
        return this.#overviews.listen({
          onValue: (overview) => push({ type: 'overview', overview }),
          onError,
        })
      case 'alarms':
        return this.#alarms.listen({
          onValue: (found) => push({ type: 'alarms', alarms: alarmsView(found, language) }),
          onError,
        })
      case 'samples':
        first()
        return sampler.on((sample) => push({ type: 'sample', sample }))
      case 'operations':
        first()
        return operations.on((operation) => push({ type: 'operation', operation }))
      case 'acts':
        first()
        return audit.on((act) => push({ type: 'act', act }))
      case 'job':
        if (jobId !== undefined) void this.#watchJob(jobId, push, onError, signal)
        return () => undefined
    }
  }

  async #jobNow(jobId: string): Promise<LiveEvent> {
    const { desk } = this.#parts
    desk.store()
    const info = await findJob(await desk.client(), jobId)
    return info ? { type: 'job', details: await lookAtJob(info, desk) } : { type: 'jobGone', jobId }
  }

  /** Never rejects. */
  async #watchJob(
    jobId: string,
    push: Push,
    onError: (error: unknown) => void,
    signal: AbortSignal,
  ): Promise<void> {
    let told: string | undefined
    const isOver = (): boolean => signal.aborted
    const tell = (event: LiveEvent): void => {
      const text = JSON.stringify(event)
      if (text !== told && !signal.aborted) push(event)
      told = text
    }
    while (!isOver()) {
      try {
        const event = await this.#jobNow(jobId)
        tell(event)
        if (event.type === 'job') await this.#untilEnded(jobId, tell, signal)
      } catch (error) {
        if (!isOver()) onError(error)
      }
      await pause(JOB_AGAIN_MS, { signal })
    }
  }

  async #untilEnded(jobId: string, tell: Push, signal: AbortSignal): Promise<void> {
    const { desk } = this.#parts
    const client: Client = await desk.client()
    const ended = new AbortController()
    const isOver = AbortSignal.any([signal, ended.signal])
    const besides = this.#lookAgain(jobId, tell, isOver)
    try {
      for await (const info of client.getJob(jobId).updates({ signal })) {
        tell({ type: 'job', details: await lookAtJob(info, desk) })
      }
    } finally {
      ended.abort()
      await besides
    }
  }

  /** Never rejects: what keeps it from looking, the updates of the job tell. */
  async #lookAgain(jobId: string, tell: Push, signal: AbortSignal): Promise<void> {
    const isOver = (): boolean => signal.aborted
    for (;;) {
      await pause(JOB_AGAIN_MS, { signal })
      if (isOver()) return
      const event = await this.#jobNow(jobId).catch(() => undefined)
      if (event?.type === 'job' && !isOver()) tell(event)
    }
  }
}

function trouble(topic: LiveTopic, error: unknown, language: Language): LiveEvent {
  const { code, message } = errorAnswer(error, language).answer.error
  return { type: 'trouble', topic, code, message }
}
