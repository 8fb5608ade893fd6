import type { Release } from '@arq/core'

import type { StopRequest } from './stop-request.js'

/** What a worker has opened, to be released at its end. */
export class Openings {
  readonly #stop: StopRequest
  readonly #releases: Release[] = []
  #isClosed = false

  constructor(stop: StopRequest) {
    this.#stop = stop
  }

  /** Waits for an opening until a stop is requested. An opening that succeeds after that is released at once. */
  async open(opening: Promise<Release>): Promise<void> {
    await this.#stop.or(opening.then((release) => this.#keep(release)))
  }

  /** Releases everything side by side, the last opened first: one that hangs holds up no other. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(
      this.#releases
        .splice(0)
        .reverse()
        .map((release) => release()),
    )
  }

  async #keep(release: Release): Promise<void> {
    if (this.#isClosed) await release()
    else this.#releases.push(release)
  }
}
