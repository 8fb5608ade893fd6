import { isArqError, type Lifetime, type PayloadStore, ResultStoreError } from '@arq/core'
import { type DatabaseName, loginRefused } from '@arq/core/store'

import { ObjectClient } from './object-client.js'
import { isMisconfiguration } from './s3-errors.js'
import { resolveS3PayloadsSettings, type S3PayloadsSettings } from './s3-settings.js'

/** Until when an object is kept, milliseconds since 1970, or `forever`. */
const UNTIL_HEADER = 'x-amz-meta-arq-until'

/**
 * Keeps large arguments and results of jobs in a bucket of S3, or of a server that speaks its protocol: one object for
 * each, `payloads/…` behind the prefix. What has expired is not given any more; a lifecycle rule of the bucket deletes it:
 * let it be longer than `keepFor` and the longest delay of a job together.
 *
 * `ready()` rejects with `ARQ_STORE_AUTH` when the key, the secret, the bucket, the region, the rights or this machine's
 * clock are wrong: then a client or worker does not start.
 *
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` naming each wrong setting
 *
 * @example
 * ```ts
 * const payloads = { store: s3Payloads({ url: 's3://orders/arq?region=eu-central-1', credentials }) }
 * await using client = await createClient({ transport, resultStore, payloads })
 * ```
 */
export const s3Payloads = (settings: S3PayloadsSettings): S3Payloads => new S3Payloads(settings)

/** Made by {@link s3Payloads}. */
export class S3Payloads implements PayloadStore, AsyncDisposable {
  readonly description: string
  readonly #client: ObjectClient

  /** @internal */
  constructor(input: S3PayloadsSettings) {
    const settings = resolveS3PayloadsSettings(input)
    const name: DatabaseName = { database: 'S3', address: settings.shown }
    this.description = settings.shown
    this.#client = new ObjectClient(settings, name)
  }

  async ready(): Promise<void> {
    try {
      await this.#client.send({ method: 'GET', name: 'probes/ping', expected: [200, 404] })
    } catch (error) {
      const isWrong = isArqError(error) && isMisconfiguration(error)
      throw isWrong && error instanceof ResultStoreError ? loginRefused(error) : error
    }
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { ttlMs }: { readonly ttlMs: Lifetime },
  ): Promise<void> {
    const until = ttlMs === 'forever' ? ttlMs : String(Math.ceil(Date.now() + ttlMs))
    const headers = { [UNTIL_HEADER]: until, 'content-type': 'application/octet-stream' }
    await this.#client.send({
      ...{ method: 'PUT', name: nameOf(key), headers, body: bytes, expected: [200] },
    })
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const { status, headers, bytes } = await this.#client.send({
      ...{ method: 'GET', name: nameOf(key), wants: 'bytes', expected: [200, 404] },
    })
    if (status === 404) return undefined
    const until = headers[UNTIL_HEADER]
    return until === 'forever' || Number(until) > Date.now() ? bytes : undefined
  }

  async delete(key: string): Promise<void> {
    await this.#client.send({
      ...{ method: 'DELETE', name: nameOf(key), expected: [200, 204, 404] },
    })
  }

  /** Ends its connections; what is under way rejects. */
  close(): Promise<void> {
    this.#client.close()
    return Promise.resolve()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

const nameOf = (key: string): string => `payloads/${key}`
