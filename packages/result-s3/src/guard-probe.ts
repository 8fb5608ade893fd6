import { randomUUID } from 'node:crypto'

import { UnsupportedError } from '@arq/core'

import type { ObjectClient, S3Request } from './object-client.js'
import type { S3Answer } from './s3-answer.js'
import type { ResolvedS3Settings } from './s3-settings.js'
import { texts } from './texts.js'

/** What servers answer to a condition that does not hold: refused, in the way of another write, or nothing is there. */
export const LOST: readonly number[] = [412, 409, 404]

/**
 * Finds out what the server guards, by an object of its own that it tries to write against conditions; and with it whether
 * login, bucket and rights are as they must be.
 */
export class GuardProbe {
  readonly #client: ObjectClient
  readonly #settings: Pick<ResolvedS3Settings, 'allowUnguarded' | 'shown'>
  #hasGuards: boolean | undefined
  #asking: Promise<boolean> | undefined

  constructor(
    client: ObjectClient,
    settings: Pick<ResolvedS3Settings, 'allowUnguarded' | 'shown'>,
  ) {
    this.#client = client
    this.#settings = settings
  }

  /** What was found out; `undefined`: nothing yet. */
  get found(): boolean | undefined {
    return this.#hasGuards
  }

  /**
   * Whether a write comes about only where its condition holds.
   * @throws UnsupportedError `ARQ_UNSUPPORTED` when it does not, unless that is allowed; ResultStoreError
   */
  hasGuards(): Promise<boolean> {
    if (this.#hasGuards !== undefined) return Promise.resolve(this.#hasGuards)
    this.#asking ??= this.#ask().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #ask(): Promise<boolean> {
    const name = `probes/${randomUUID()}`
    // Nothing is there: without the right to list, S3 calls that forbidden.
    await this.#client.send({ method: 'GET', name, expected: [404] })
    await this.#put(name, {})
    const { headers } = await this.#client.send({ method: 'GET', name, expected: [200] })
    const lacking = await this.#lackingHeader(name, headers.etag ?? '')
    // Who may not delete can still work: nothing else is ever deleted.
    await this.#client.send({ method: 'DELETE', name, expected: [200, 204, 404, 403] })
    if (lacking !== undefined && !this.#settings.allowUnguarded) {
      const { shown: address } = this.#settings
      const details = { missing: lacking, address }
      throw new UnsupportedError(texts.unguarded({ address, header: lacking }), details)
    }
    this.#hasGuards = lacking === undefined
    return this.#hasGuards
  }

  /** @returns the condition that the server does not keep to */
  async #lackingHeader(name: string, etag: string): Promise<string | undefined> {
    const holds = async (headers: NonNullable<S3Request['headers']>): Promise<boolean> =>
      (await this.#put(name, headers)).status === 200
    if (await holds({ 'if-none-match': '*' })) return 'If-None-Match'
    const isKept = !(await holds({ 'if-match': OTHER_ETAG })) && (await holds({ 'if-match': etag }))
    return isKept ? undefined : 'If-Match'
  }

  /** A server that does not know conditions may say so. */
  #put(name: string, headers: NonNullable<S3Request['headers']>): Promise<S3Answer> {
    const expected = [200, 501, ...LOST]
    return this.#client.send({ method: 'PUT', name, headers, body: PROBE, expected })
  }
}

const PROBE = 'arq tries what this server guards, see @arq/result-s3\n'

/** An ETag that no object has. */
const OTHER_ETAG = '"00000000000000000000000000000000"'
