import { it } from '@jest/globals'

import {
  expectLimitKept,
  expectLineControlled,
  expectSharesKept,
  type StoreOfKeys,
} from './keys-with-store.js'

const PATIENCE_MS = 180_000

/** What jobs with keys must keep, whatever store agrees on them. */
export function keysCells(store: StoreOfKeys): void {
  it(
    'keep to the limit while workers are killed, and all of them run',
    () => expectLimitKept(store, { limit: 2 }),
    PATIENCE_MS,
  )

  it(
    'keep their order while workers are killed, where it is strict',
    () => expectLimitKept(store, { limit: 1, strictOrder: true }),
    PATIENCE_MS,
  )

  it(
    'keep to a total of all keys while workers are killed, and all of them run',
    () => expectLimitKept(store, { total: 4, limit: 3 }),
    PATIENCE_MS,
  )

  it('share a total by weight, in order', () => expectSharesKept(store), PATIENCE_MS)

  it(
    'are aborted, let go by another limit, and told of while they wait',
    () => expectLineControlled(store),
    PATIENCE_MS,
  )
}
