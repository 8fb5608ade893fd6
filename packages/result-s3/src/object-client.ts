import { createHash } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import http from 'node:http'
import https from 'node:https'

import { type ResultStoreError, systemClock } from '@arq/core'
import { GrowingPause, pause } from '@arq/core/internal'
import { type DatabaseName, timedOut } from '@arq/core/store'
import { AwsV4Signer } from 'aws4fetch'

import { exchange, ExchangeFailure } from './http-exchange.js'
import { isAsExpected, type S3Answer } from './s3-answer.js'
import { isCredentials, type S3Credentials } from './s3-credentials.js'
import { credentialsFailed, noAnswer, toStoreError } from './s3-errors.js'
import type { ResolvedS3Settings } from './s3-settings.js'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 2000

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'DELETE'
  /** Behind the store's prefix; absent: about the bucket. */
  readonly name?: string
  /** Of a request about the bucket: `lifecycle`. */
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** `bytes`: what it is about is no text. */
  readonly wants?: 'bytes'
  /** Statuses that the caller understands; all others reject. */
  readonly expected: readonly number[]
}

/** Why a request came to nothing. */
interface Failed {
  readonly error: ResultStoreError
  /** The same request may succeed in a moment. */
  readonly isPassing: boolean
  /** The server may have carried it out. */
  readonly mayBeDone: boolean
}

type Tried = { readonly answer: Omit<S3Answer, 'isRepeated'> } | Failed

/** Signs requests, sends them over kept connections, and repeats those that the server puts off. */
export class ObjectClient {
  readonly #settings: ResolvedS3Settings
  readonly #name: DatabaseName
  readonly #agent: http.Agent
  /** Keys derived from the secret, one a day. */
  readonly #keys = new Map<string, ArrayBuffer>()
  readonly #closing = new AbortController()

  constructor(settings: ResolvedS3Settings, name: DatabaseName) {
    this.#settings = settings
    this.#name = name
    // Every request that waits for its next try listens.
    setMaxListeners(0, this.#closing.signal)
    const options = { keepAlive: true, maxSockets: settings.maxConnections }
    this.#agent = settings.bucketUrl.startsWith('https:')
      ? // Bytes of any kind will do, whatever the types say.
        new https.Agent({ ...options, ...(settings.tls as https.AgentOptions) })
      : new http.Agent(options)
  }

  /**
   * @returns an answer of one of the expected statuses
   * @throws ResultStoreError
   */
  async send(request: S3Request): Promise<S3Answer> {
    const endMs = performance.now() + this.#settings.commandTimeoutMs
    const { signal } = this.#closing
    const pauses = new GrowingPause({
      ...{ firstMs: FIRST_PAUSE_MS, longestMs: LONGEST_PAUSE_MS, clock: systemClock, signal },
    })
    for (let isRepeated = false; ;) {
      const tried = await this.#try(request)
      if ('answer' in tried) return { ...tried.answer, isRepeated }
      // Others were put off at the same moment.
      const pauseMs = pauses.takeMs() * (0.5 + Math.random() / 2)
      const isOver = signal.aborted || performance.now() + pauseMs >= endMs
      if (!tried.isPassing || isOver) throw tried.error
      isRepeated ||= tried.mayBeDone
      await pause(pauseMs, { clock: systemClock, signal })
    }
  }

  close(): void {
    this.#closing.abort()
    this.#agent.destroy()
  }

  async #try(request: S3Request): Promise<Tried> {
    const { connectTimeoutMs, commandTimeoutMs: answerTimeoutMs } = this.#settings
    const { url, headers } = await this.#sign(request)
    const { method, body, expected } = request
    const wantsBytes = request.wants === 'bytes'
    try {
      const limits = { connectTimeoutMs, answerTimeoutMs }
      const answer = await exchange({
        ...{ url, method, headers, body, wantsBytes, agent: this.#agent, ...limits },
      })
      return isAsExpected(answer, expected) ? { answer } : this.#refusal(answer)
    } catch (thrown) {
      if (!(thrown instanceof ExchangeFailure)) throw thrown
      const { exceededMs, isSent, wasKept } = thrown
      const error =
        exceededMs === undefined
          ? noAnswer(this.#name, thrown.cause, isSent)
          : timedOut(this.#name, exceededMs, thrown)
      return { error, isPassing: wasKept, mayBeDone: isSent }
    }
  }

  #refusal(answer: Omit<S3Answer, 'isRepeated'>): Failed {
    const error = toStoreError({ ...answer, isRepeated: false }, this.#name, this.#settings)
    const isPassing = error.code === 'ARQ_STORE_UNAVAILABLE'
    // 503 and 429 are answered before anything is done.
    return { error, isPassing, mayBeDone: answer.status !== 503 && answer.status !== 429 }
  }

  async #sign(
    request: S3Request,
  ): Promise<{ readonly url: URL; readonly headers: Readonly<Record<string, string>> }> {
    const { region } = this.#settings
    const { method, body = '' } = request
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#credentials()
    const signer = new AwsV4Signer({
      ...{ method, url: this.#urlOf(request), region, service: 's3', cache: this.#keys },
      headers: {
        ...request.headers,
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      },
      ...{ accessKeyId, secretAccessKey },
      ...(sessionToken !== undefined && sessionToken !== '' && { sessionToken }),
    })
    const { url, headers } = await signer.sign()
    // Without a length Node would send the body in chunks, which S3 takes in a form of its own only.
    const length = method === 'PUT' && { 'content-length': String(Buffer.byteLength(body)) }
    return { url, headers: { ...Object.fromEntries(headers), ...length } }
  }

  #urlOf({ name, query = '' }: S3Request): string {
    const { bucketUrl, prefix } = this.#settings
    if (name === undefined) return `${bucketUrl}/?${query}`
    return `${bucketUrl}/${`${prefix}${name}`.split('/').map(encodeURIComponent).join('/')}`
  }

  async #credentials(): Promise<S3Credentials> {
    const { credentials } = this.#settings
    if (typeof credentials !== 'function') return credentials
    let given: unknown
    try {
      given = await credentials()
    } catch (error) {
      throw credentialsFailed(this.#name, error)
    }
    if (isCredentials(given)) return given
    throw credentialsFailed(this.#name, undefined)
  }
}
