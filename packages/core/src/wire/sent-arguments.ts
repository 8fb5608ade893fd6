import { asciiText } from '#platform'

import type { JobRecord } from '../job/job.js'
import type { Codec } from './codec.js'

/**
 * The arguments of a job as its body has them, whatever became of the values since: whoever enqueued them goes on with
 * them, and a task may change what it is called with.
 *
 * It keeps bytes and no text: one of that size would be copied by each collection of garbage that a waiting job survives.
 */
export class SentArguments {
  readonly #body: Uint8Array
  readonly #codec: Codec
  readonly #start: number | undefined

  /**
   * @param body read or written with `codec` before, and not compressed
   * @param start where they begin in it, if it is ASCII and they are all that stands between there and the brace at its
   * end, as `JSON.stringify` writes them
   */
  constructor(body: Uint8Array, codec: Codec, start: number | undefined) {
    this.#body = body
    this.#codec = codec
    this.#start = start
  }

  /** Whether they have a {@link text}. */
  get isText(): boolean {
    return this.#start !== undefined
  }

  /**
   * `"args":[…],"kwargs":{…}`, the last members of a JSON object: for another one, in which nothing may follow them. Made
   * for each call; `undefined` where they cannot be copied. Only ASCII is: Node reads other UTF-8 more slowly than it
   * writes the same as JSON.
   */
  get text(): string | undefined {
    return this.#start === undefined
      ? undefined
      : asciiText(this.#body, this.#start, this.#body.length - 1)
  }

  /** New values for each call. */
  read(): Pick<JobRecord, 'args' | 'kwargs'> {
    // The body was read before, or is ours: each has its kind or is absent.
    const { args, kwargs } = this.#codec.decode(this.#body) as Partial<JobRecord>
    return { args: args ?? [], kwargs: kwargs ?? {} }
  }
}
