import { FlowLooks } from './flows/flow-looks.js'
import { LetterLocks } from './letters/letter-locks.js'
import { LettersLook } from './letters/letters-look.js'
import { Operations } from './letters/operations.js'
import { LiveFeed } from './live/live-feed.js'
import { AlarmsLook } from './look/alarms.js'
import { Desk } from './look/desk.js'
import { OverviewLook } from './look/overview.js'
import { Sampler } from './look/sampler.js'
import { Audit } from './rights/audit.js'
import { Gate } from './rights/gate.js'
import type { ResolvedSettings } from './settings.js'

/** The parts of a dashboard, joined. */
export class Machinery {
  readonly settings: ResolvedSettings
  readonly desk: Desk
  readonly gate: Gate
  readonly audit: Audit
  readonly overview: OverviewLook
  readonly sampler: Sampler
  readonly alarms: AlarmsLook
  readonly locks = new LetterLocks()
  readonly operations: Operations
  readonly letters: LettersLook
  readonly flows: FlowLooks
  readonly feed: LiveFeed
  /** Aborts when the dashboard ends. */
  readonly closing = new AbortController()

  constructor(settings: ResolvedSettings) {
    const { authorize, token, permissions: most, prefix, logger, onAct } = settings
    this.settings = settings
    this.desk = new Desk(settings)
    this.gate = new Gate({ authorize, token, most, prefix })
    this.audit = new Audit({ logger, onAct })
    this.overview = new OverviewLook(this.desk)
    this.sampler = new Sampler(this.desk, this.overview)
    this.alarms = new AlarmsLook(this.desk, this.overview)
    this.operations = new Operations(this.desk, this.locks)
    this.flows = new FlowLooks(this.desk)
    const { desk, overview, alarms, sampler, operations, audit, locks } = this
    const heldBy = (queue: string): string | undefined => operations.onQueue(queue)?.id
    this.letters = new LettersLook({ desk, overview, locks, heldBy })
    this.feed = new LiveFeed({ desk, overview, alarms, sampler, operations, audit })
  }

  /** What was stopped in the middle stays as it is: a letter is in one queue, and a job goes on. */
  async close(): Promise<void> {
    this.closing.abort()
    await this.operations.close()
    await this.sampler.close()
    await this.desk.close()
  }
}
