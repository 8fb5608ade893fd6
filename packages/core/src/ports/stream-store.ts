import type { Lifetime } from '../time/lifetime.js'

/** Names one log: those of one group are looked up and removed together. */
export interface StreamName {
  /** Well-formed, at most 1,024 bytes in UTF-8. */
  readonly group: string
  /** Well-formed, at most 255 bytes in UTF-8. */
  readonly name: string
}

/** Items that are to follow each other in a log. */
export interface StreamBatch {
  /** Who appends: 1 to 128 characters without white space. Its appends to one log are made one after the other. */
  readonly writer: string
  /** The place of the first text in the writer's own count, from 1. The others follow. It only grows. */
  readonly firstNumber: number
  /** Each well-formed, at most 1 MiB in UTF-8. */
  readonly texts: readonly string[]
  /** The log is kept at least this long from now; an append never shortens its life. */
  readonly ttlMs: Lifetime
  /** Older items than so many are dropped, and older ones than so many bytes of text in UTF-8; never the last one. */
  readonly maxItems: number
  readonly maxBytes: number
}

/** One item of a log. */
export interface LoggedItem {
  /** From 1, without holes: the item before it had the place before. */
  readonly position: number
  readonly writer: string
  readonly text: string
}

/** What was read of a log. */
export interface StreamSlice {
  /** Names one life of the log: another one after it has expired or was lost, and came again. Absent: there is no log. */
  readonly birth: string | undefined
  /** Place of the last item there ever was; 0 without a log. */
  readonly last: number
  /** In order. Where the first is not the one that was asked for, those in between were dropped. */
  readonly items: readonly LoggedItem[]
}

/**
 * Logs that are appended to and read from any place. A part of the `ResultStore` port. Bounds are the writers': a store
 * drops what is beyond them with an append at the latest one append later.
 *
 * Its methods reject as those of `ResultStore` do. When news come, `ResultStore.subscribe` tells of
 * {@link streamNotice} as it tells of changed jobs.
 */
export interface StreamStore {
  /**
   * Appends what the log does not have of this writer yet; a repeat of an append is none. A store knows a writer at least
   * until a hundred others have appended after it.
   */
  append(stream: StreamName, batch: StreamBatch): Promise<void>

  /** Items after a place, at most `limit`; 0 is before the first. */
  read(
    stream: StreamName,
    options: { readonly after: number; readonly limit: number },
  ): Promise<StreamSlice>

  /** Names of the logs of a group, in no particular order. */
  names(group: string): Promise<readonly string[]>

  /** Forgets all logs of a group. @returns whether there were any */
  remove(group: string): Promise<boolean>
}

/** What `ResultStore.subscribe` is told in place of a job id when a log has news. */
export const streamNotice = ({ group, name }: StreamName): string =>
  `arq:stream:${JSON.stringify([group, name])}`

/** Writers that are remembered at least, see {@link StreamStore.append}. */
export const REMEMBERED_WRITERS = 100
