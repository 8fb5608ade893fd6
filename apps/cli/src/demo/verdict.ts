import type { DemoReport, EndedJob, KindReport } from './run-demo.js'

/** A job that did not end as it should have. */
export interface Surprise {
  readonly kind: string
  readonly jobId: string
  readonly what: string
}

/** How the jobs of one kind ended: words and how many of them. */
export interface Tally {
  readonly asExpected: number
  readonly surprises: readonly Surprise[]
}

export function tallyOf({ kind, jobs }: KindReport): Tally {
  const surprises = jobs.filter((job) => !isExpected(job, kind.expected))
  return {
    asExpected: jobs.length - surprises.length,
    surprises: surprises.map(({ jobId, outcome }) => ({
      kind: kind.name,
      jobId,
      what: 'as' in outcome ? outcome.as : outcome.unexpected,
    })),
  }
}

function isExpected({ outcome }: EndedJob, expected: string): boolean {
  return 'as' in outcome && outcome.as === expected
}

/** Everything that did not go as it should have; nothing, when the demo succeeded. */
export function surprisesOf(report: DemoReport): readonly Surprise[] {
  const found = new Set(report.deadLetters.map(({ jobId }) => jobId))
  const missing = report.expectedDeadLetters.filter((jobId) => !found.has(jobId))
  const expected = new Set(report.expectedDeadLetters)
  const extra = report.deadLetters.filter(({ jobId }) => !expected.has(jobId))
  return [
    ...report.kinds.flatMap((kind) => tallyOf(kind).surprises),
    ...missing.map((jobId) => ({ kind: 'dead letters', jobId, what: 'is not among them' })),
    ...extra.map(({ jobId, error }) => ({ kind: 'dead letters', jobId, what: error })),
  ]
}
