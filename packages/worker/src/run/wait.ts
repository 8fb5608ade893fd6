import type { EntryChange } from '@arq/core'

/** Why an attempt is to be suspended. */
export interface Wait {
  /** When the job goes on at the latest, milliseconds since 1970. */
  readonly untilMs: number
  /**
   * Written together with the suspension, all or nothing. Where one of them meets something else than it expects, nothing
   * of them is written, and the job goes on at once.
   */
  readonly changes?: readonly EntryChange[] | undefined
  /** Somebody may wake the job before its time: its message is kept in the store for that. @defaultValue false */
  readonly canBeWoken?: boolean | undefined
}

/** What several branches of one task wait for, as one. */
export function joinWaits(waits: readonly Wait[]): Required<Wait> {
  return {
    untilMs: Math.min(...waits.map(({ untilMs }) => untilMs)),
    changes: waits.flatMap(({ changes }) => changes ?? []),
    canBeWoken: waits.some(({ canBeWoken }) => canBeWoken === true),
  }
}
