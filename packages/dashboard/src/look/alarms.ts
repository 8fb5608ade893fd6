import { type Finding, findingsJson, inspectBroker, inspectStore, judgeEvidence } from '@arq/admin'
import type { Language } from '@arq/core'

import type { AlarmsView } from '../contract/overview.js'
import type { Desk } from './desk.js'
import type { OverviewLook } from './overview.js'

/** A doctor looks at much: its findings stand for a while. */
const STANDS_MS = 30_000

export interface Alarms {
  readonly atMs: number
  readonly findings: readonly Finding[]
}

/** What `arq doctor` would find. */
export class AlarmsLook {
  readonly #desk: Desk
  readonly #overview: OverviewLook
  #under: Promise<Alarms> | undefined
  #latest: Alarms | undefined

  constructor(desk: Desk, overview: OverviewLook) {
    this.#desk = desk
    this.#overview = overview
  }

  async look(): Promise<Alarms> {
    const latest = this.#latest
    if (latest && Date.now() - latest.atMs < STANDS_MS) return latest
    this.#under ??= this.#look().finally(() => {
      this.#under = undefined
    })
    return this.#under
  }

  async #look(): Promise<Alarms> {
    const { transport, resultStore, queues: named } = this.#desk.settings
    // A broker that is away is a finding, not a reason to find nothing.
    const queues = await this.#overview.queueNames().catch(() => named)
    const [broker, store] = await Promise.all([
      inspectBroker(transport, queues),
      resultStore && inspectStore(resultStore),
    ])
    // How long jobs of workers may run is told by their settings alone.
    const findings = judgeEvidence({ broker, store, worker: undefined })
    this.#latest = { atMs: Date.now(), findings }
    return this.#latest
  }
}

/** As `arq doctor --json` prints it. */
export const alarmsView = ({ atMs, findings }: Alarms, language: Language): AlarmsView => ({
  at: new Date(atMs).toISOString(),
  ...findingsJson(findings, language),
})
