import { errorTexts } from './error-texts.js'
import { JobError } from './job-errors.js'

interface Overtaken {
  readonly jobId: string
  readonly stream: string
  /** Items that are gone. */
  readonly missed: number
  /** The id after which reading can go on. */
  readonly resumeAfter: string
}

/**
 * The reader of a stream was too slow, or came too late: items that it has not read are gone. `ARQ_STREAM_OVERTAKEN`.
 * `job.stream(name, { after: error.resumeAfter })` goes on with the oldest item that is left.
 */
export class StreamOvertaken extends JobError {
  readonly missed: number
  readonly resumeAfter: string

  constructor({ jobId, stream, missed, resumeAfter }: Overtaken) {
    super({
      code: 'ARQ_STREAM_OVERTAKEN',
      text: errorTexts.streamOvertaken({ jobId, stream, missed }),
      details: { jobId, stream, missed, resumeAfter },
    })
    this.missed = missed
    this.resumeAfter = resumeAfter
  }
}
