import type { WorkerInfo } from '@arq/core'

import type { SilentWorker } from './known-workers.js'

/** Consumers of a queue that no worker which answered accounts for. */
export interface UnknownConsumers {
  readonly queueName: string
  /** By the broker's count. */
  readonly consumers: number
}

/** Who answered, and who did not. */
export interface WorkersReport {
  /** Those that answered, by their ids. */
  readonly workers: readonly WorkerInfo[]
  /** Those that answered this client in the last ten minutes, and not now: they hang, are cut off, or have ended. */
  readonly silent: readonly SilentWorker[]
  /**
   * Where the broker counts more consumers than workers answered: workers that hang, of other programs, or of the Python
   * library. Of the client's own queue and all that were named in answers.
   */
  readonly unknownConsumers: readonly UnknownConsumers[]
}

/** What came of a pause or a resume. */
export interface ControlReport extends Pick<WorkersReport, 'silent' | 'unknownConsumers'> {
  /** Those that were meant and answered, as they are after it. */
  readonly workers: readonly WorkerInfo[]
}

/** What came of a drain. */
export interface DrainReport extends ControlReport {
  /** Whether nothing runs any more of what was to be drained. */
  readonly isDrained: boolean
  /** Ids of the workers that do not answer any more after they were asked to end. */
  readonly ended: readonly string[]
}
