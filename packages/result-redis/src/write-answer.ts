import { notARecord, refusedCommand } from './redis-errors.js'

/**
 * What the script answered for one job: one of the `expected` outcomes.
 * @throws {@link ResultStoreSerializationError} `ARQ_STORE_DATA` when a foreign value stands under the job's keys
 * @throws {@link ResultStoreError} `ARQ_STORE_FAILED` when Redis refused this job's write, `ARQ_STORE_UNAVAILABLE` when
 *   it takes no writes for now
 */
export function readAnswer<const T extends string>(
  answer: string,
  expected: readonly T[],
  about: { readonly key: string; readonly address: string },
): T {
  const outcome = expected.find((known) => known === answer)
  if (outcome !== undefined) return outcome
  if (answer.startsWith('BAD:')) throw notARecord(about.key, answer.slice(4))
  throw refusedCommand(answer.replace(/^ERR:/, ''), about.address)
}
