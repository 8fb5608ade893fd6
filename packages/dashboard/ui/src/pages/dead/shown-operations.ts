import type { OperationView } from '../../../../src/contract/index.js'

// Long enough to read what became of it, also after a look elsewhere.
const ENDED_SHOWN_MS = 5 * 60_000

/** Those that run, and those that ended a short while ago. */
export function shownOperations(
  operations: readonly OperationView[],
  now: number,
): readonly OperationView[] {
  return operations.filter(
    ({ state, endedAt }) =>
      state === 'running' || (endedAt !== null && now - Date.parse(endedAt) < ENDED_SHOWN_MS),
  )
}
