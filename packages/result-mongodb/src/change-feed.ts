import { type Release, systemClock, UnsupportedError } from '@arq/core'
import { GrowingPause } from '@arq/core/internal'
import { ChangeListeners } from '@arq/core/store'
import type { ChangeStream, ChangeStreamDocument, Document } from 'mongodb'

import type { JobDocument } from './job-document.js'
import type { MongoConnection } from './mongo-connection.js'
import { codeOf } from './mongo-errors.js'
import { texts } from './texts.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 3000

/** Ids of documents that were written, and nothing of what is in them. */
const CHANGED_IDS: Document[] = [
  { $match: { operationType: { $in: ['insert', 'update', 'replace'] } } },
  { $project: { documentKey: 1 } },
]

/** The server is a single one. */
const NO_CHANGE_STREAMS = 40573

/** How long the server holds a question to which there is no news, at most: the connection is busy meanwhile. */
const MOST_AWAIT_MS = 1000

type Stream = ChangeStream<JobDocument, ChangeStreamDocument<JobDocument>>

interface Listening {
  /** Rejects with `ARQ_UNSUPPORTED` when the server keeps no log of changes. */
  readonly firstTry: Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Tells any number of listeners of changed jobs by one change stream, which is open while somebody listens and opened
 * again whenever it ended.
 */
export class MongoChangeFeed {
  readonly #connection: MongoConnection
  readonly #awaitMs: number
  readonly #listeners = new ChangeListeners()
  #listening: Listening | undefined

  /** @param commandTimeoutMs after which a silent connection is taken to be broken */
  constructor(connection: MongoConnection, commandTimeoutMs: number) {
    this.#connection = connection
    this.#awaitMs = Math.min(MOST_AWAIT_MS, Math.ceil(commandTimeoutMs / 2))
  }

  /**
   * Resolves when the subscription stands, or, while the database is away, after the first attempt: the listener then
   * hears from the moment it is back.
   * @throws {@link UnsupportedError} `ARQ_UNSUPPORTED` when the server keeps no log of changes
   */
  async subscribe(onChange: (jobId: string) => void): Promise<Release> {
    const remove = this.#listeners.add(onChange)
    const release = async (): Promise<void> => {
      remove()
      if (this.#listeners.isEmpty) await this.close()
    }
    this.#listening ??= this.#listen()
    try {
      await this.#listening.firstTry
    } catch (error) {
      await release()
      throw error
    }
    return release
  }

  async close(): Promise<void> {
    const listening = this.#listening
    this.#listening = undefined
    this.#listeners.clear()
    await listening?.stop()
  }

  #listen(): Listening {
    const stopping = new AbortController()
    const { signal } = stopping
    let endFirstTry: (error?: UnsupportedError) => void = () => undefined
    const firstTry = new Promise<void>((resolve, reject) => {
      endFirstTry = (error) => (error ? reject(error) : resolve())
    })
    const growing = { firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, clock: systemClock }
    const ended = (async () => {
      let pause = new GrowingPause({ ...growing, signal })
      while (!signal.aborted) {
        const end = await this.#listenOnce(signal, endFirstTry)
        endFirstTry(end === 'impossible' ? this.#noPush() : undefined)
        if (end === 'impossible') return
        if (end === 'broken') pause = new GrowingPause({ ...growing, signal })
        await pause.wait()
      }
    })()
    const stop = async (): Promise<void> => {
      stopping.abort()
      await ended
    }
    return { firstTry, stop }
  }

  /** Resolves when the stream has ended: it never stood, or it stood and broke, or there can be none. */
  async #listenOnce(
    signal: AbortSignal,
    onStanding: () => void,
  ): Promise<'failed' | 'broken' | 'impossible'> {
    let stream: Stream | undefined
    let outcome: 'failed' | 'broken' = 'failed'
    const stood = (): void => {
      outcome = 'broken'
      onStanding()
    }
    const close = (): void => void stream?.close().catch(() => undefined)
    signal.addEventListener('abort', close, { once: true })
    try {
      await this.#connection.connected()
      stream = this.#connection.jobs.watch(CHANGED_IDS, { maxAwaitTimeMS: this.#awaitMs })
      // Comes with the answer that opens the stream, whether there is news or not.
      stream.once('resumeTokenChanged', stood)
      while (!signal.aborted) {
        const change = await stream.next()
        stood()
        if ('documentKey' in change) this.#listeners.tellOf([change.documentKey._id])
      }
    } catch (error) {
      if (codeOf(error) === NO_CHANGE_STREAMS) return 'impossible'
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
    return outcome
  }

  #noPush(): UnsupportedError {
    const { address } = this.#connection.name
    return new UnsupportedError(texts.noPush({ address }), { address, missing: 'change streams' })
  }
}
