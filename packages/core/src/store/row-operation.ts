import type { FoundRow, JobRow, JobState } from './job-row.js'
import type { Change, JobView, WriteAnswer, WriteCommand } from './write-command.js'

/** What happens to the row of one job: guarded by the version that was seen, or by there having been none. */
export type RowOperation<V = number> =
  | { readonly kind: 'insert'; readonly jobId: string; readonly row: RowContents }
  | {
      readonly kind: 'update'
      readonly jobId: string
      readonly version: V
      readonly row: RowContents
    }
  | {
      readonly kind: 'restate'
      readonly jobId: string
      readonly version: V
      readonly state: JobState
    }
  | { readonly kind: 'delete'; readonly jobId: string; readonly version: V }

export interface RowContents {
  /** `undefined`: nothing is kept of the job but that it has outrun its announcement. */
  readonly job: JobRow | undefined
  /** Its having outrun its announcement is remembered from now on; otherwise what was remembered stays. */
  readonly isOutrun: boolean
}

/** What commands on one job are answered, and what they come to together. */
export interface Folded<V = number> {
  readonly answers: readonly WriteAnswer[]
  /** Absent: nothing changes. */
  readonly operation: RowOperation<V> | undefined
}

/** Runs the commands on one job, in their order, over what was found of it. Pure. */
export function foldCommands<V>(
  jobId: string,
  found: FoundRow<V> | undefined,
  commands: readonly WriteCommand[],
): Folded<V> {
  let view: JobView = { state: found?.state, isOutrun: found?.isOutrun ?? false }
  let total: Change = { kind: 'keep' }
  let isNewlyOutrun = false
  const answers = commands.map((command) => {
    const { answer, change, isOutrun = false } = command.decide(view)
    isNewlyOutrun ||= isOutrun
    total = followed(total, change)
    view = { state: stateAfter(view, change), isOutrun: view.isOutrun || isOutrun }
    return answer
  })
  return { answers, operation: toOperation(jobId, found, total, { ...view, isNewlyOutrun }) }
}

/** Two changes as one. */
function followed(first: Change, second: Change): Change {
  if (second.kind === 'keep') return first
  if (second.kind === 'restate' && first.kind === 'write') {
    return { kind: 'write', row: { ...first.row, ...second.state } }
  }
  return second
}

function stateAfter({ state }: JobView, change: Change): JobView['state'] {
  switch (change.kind) {
    case 'keep':
      return state
    case 'write':
      return change.row
    case 'restate':
      return change.state
    case 'remove':
      return undefined
  }
}

function toOperation<V>(
  jobId: string,
  found: FoundRow<V> | undefined,
  total: Change,
  { isOutrun, isNewlyOutrun }: { readonly isOutrun: boolean; readonly isNewlyOutrun: boolean },
): RowOperation<V> | undefined {
  const put = (row: RowContents): RowOperation<V> =>
    found ? { kind: 'update', jobId, version: found.version, row } : { kind: 'insert', jobId, row }
  switch (total.kind) {
    case 'keep':
      return undefined
    case 'write':
      return put({ job: total.row, isOutrun: isNewlyOutrun })
    case 'restate':
      return found && { kind: 'restate', jobId, version: found.version, state: total.state }
    case 'remove':
      if (isOutrun) return put({ job: undefined, isOutrun: true })
      return found && { kind: 'delete', jobId, version: found.version }
  }
}
