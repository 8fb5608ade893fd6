import type { FlowJobInfo } from '@arq/client'

export const NOW_MS = Date.parse('2026-11-30T12:00:00Z')

/** A job of a flow, a minute old, and what is below it. */
export interface TestJob extends Partial<FlowJobInfo> {
  readonly below?: readonly TestJob[]
}

/** As `FlowJob.tree()` gives them: each before its children. */
export function* jobsOf(root: TestJob, depth = 0, place = 0, id = 'f'): Generator<FlowJobInfo> {
  const { below = [], ...given } = root
  yield {
    ...{ jobId: id, parentId: undefined, depth, place, task: 'resize', status: 'completed' },
    ...{ since: new Date(NOW_MS - 60_000), error: undefined, errorCode: undefined },
    ...{ children: below.length, onChildFailure: below.length === 0 ? undefined : 'fail' },
    ...given,
  }
  for (const [at, child] of below.entries()) {
    yield* jobsOf(child, depth + 1, at, `${id}.${String(at)}`)
  }
}
