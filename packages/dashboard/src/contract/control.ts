import type { WorkersView } from './overview.js'

/** Body of a pause or a resume: `{}`. */
export interface ControlBody {
  /** How long answers of workers are gathered, milliseconds: 100 to 10,000. Default: 2,000. */
  readonly timeoutMs?: number
}

export interface DrainBody extends ControlBody {
  /** The workers end when nothing runs any more. Of a worker only, not of a queue. */
  readonly end?: boolean
}

/** Those that were meant and answered, as they are after it: as `arq pause --json` prints it. */
export type ControlAnswer = WorkersView

/** A drain is asked for, and not waited for: the overview tells when nothing runs any more. */
export interface DrainAnswer extends ControlAnswer {
  readonly isDrained: boolean
  readonly ended: readonly string[]
}
