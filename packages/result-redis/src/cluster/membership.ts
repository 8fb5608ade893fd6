import type { WriteCommand } from '../write-command.js'

/** As `encodeJobRecord` begins a record; see `record-head.test.ts`. */
const HEAD =
  /^\{(?:"duplicate_runs":\d+,"duplicate_deliveries":\d+,)?"attempt_token":"([^"\\]*)","enqueue_time":"[^"\\]*","status":"([a-z_]+)",/

/** Kinds of writes whose text is no record. */
const WITHOUT_RECORD: ReadonlySet<string> = new Set(['begin', 'withdraw', 'delete'])

/** A token with escapes in it stops the pattern. */
function wholeHead(text: string): readonly unknown[] {
  // As it was encoded a moment ago.
  const record = JSON.parse(text) as Readonly<Record<string, unknown>>
  return [undefined, record['attempt_token'], record['status']]
}

/**
 * In which set of many jobs a job must stand when this write is done: that of its queue, while it waits; that of the
 * stopped ones, when it was stopped while it waited.
 */
export function membershipOf({
  kind,
  ttl,
  text,
}: Pick<WriteCommand, 'kind' | 'ttl' | 'text'>): 'waiting' | 'stopped' | undefined {
  if (WITHOUT_RECORD.has(kind) || ttl === '0') return undefined
  const [, token, status] = HEAD.exec(text) ?? wholeHead(text)
  if (status === 'queued' || status === 'retrying') return 'waiting'
  return status === 'aborted' && token === '' ? 'stopped' : undefined
}
