import type { EntryStore } from '@arq/core'
import {
  FLOW_KEPT_MS,
  FLOW_RELEASE_HEADER,
  flowGroupOf,
  mayStart,
  readRelease,
  RELEASE_ENTRY,
} from '@arq/core/internal'

import type { ResultWriter } from '../records/result-writer.js'
import type { Attempt } from '../run/attempt.js'

/**
 * - `mine`: this message starts the parent.
 * - `obsolete`: another one does.
 * - `notStarted`: the store is away, and the worker ends or the delivery is gone.
 */
export type FlowStart = 'mine' | 'obsolete' | 'notStarted'

/** Lets one message start a parent: the one of the release that stands. See ADR 36. */
export class FlowStarts {
  readonly #results: ResultWriter

  constructor(results: ResultWriter) {
    this.#results = results
  }

  async claim({ delivery, message }: Attempt): Promise<FlowStart> {
    const token = String(delivery.headers[FLOW_RELEASE_HEADER])
    const group = flowGroupOf(message.jobId)
    const ask = <T>(call: (entries: EntryStore) => Promise<T>) =>
      this.#results.askEntries(message.jobId, delivery, call)
    for (;;) {
      const read = await ask((entries) => entries.read(group, [RELEASE_ENTRY]))
      if (read.kind === 'away') return 'notStarted'
      // A store that refuses is asked again by nobody; the job's record still guards its start.
      if (read.kind === 'refused') return 'mine'
      const standing = read.value.get(RELEASE_ENTRY)
      const release = readRelease(standing)
      const verdict = mayStart(release, token)
      if (verdict === 'obsolete') return 'obsolete'
      if (verdict === 'begun' || !standing) return 'mine'
      const text = JSON.stringify({ ...release, state: 'started' })
      const change = { name: RELEASE_ENTRY, text, ifVersion: standing.version }
      const written = await ask((entries) =>
        entries.write(group, [change], { ttlMs: FLOW_KEPT_MS }),
      )
      if (written.kind === 'away') return 'notStarted'
      if (written.kind === 'refused' || written.value.kind === 'written') return 'mine'
    }
  }
}
