import type { AnnouncedJob } from '@arq/core'
import type { WriteOutcome } from '@arq/core/store'

import type { WriteCommand } from './write-command.js'

/** Takes writes of jobs to where their keys are. */
export interface JobWrites {
  /** How many calls of {@link send} may be under way at once. */
  readonly maxCalls: number
  /** An outcome for each, in order. What stands there already is an outcome; rejects when nothing is known of any. */
  send(commands: readonly WriteCommand[]): Promise<readonly WriteOutcome[]>
  /** First records, each written only where nothing stands. */
  announce(jobs: readonly AnnouncedJob[]): Promise<readonly WriteOutcome[]>
}
