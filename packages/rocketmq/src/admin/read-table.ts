import {
  FIRST_PAGE,
  type TablePage,
  type TablePosition,
} from '../protocol/requests/topic-configs.js'

/** A list that changes all the time is read at most so often from its beginning; then what was read has to do. */
const MAX_RESTARTS = 3

/** Reads a list that may come in pages; one that changes meanwhile is read again from its beginning. */
export async function readTable<T>(
  readPage: (at: TablePosition) => Promise<TablePage<T>>,
): Promise<readonly T[]> {
  const first = await readPage(FIRST_PAGE)
  let { dataVersion } = first
  let entries = [...first.entries]
  let { total } = first
  let restarts = 0
  while (total !== undefined && entries.length < total) {
    const page = await readPage({ sequence: entries.length, dataVersion })
    const isChanged = page.dataVersion !== dataVersion
    if (isChanged && restarts < MAX_RESTARTS) {
      // The broker has begun again by itself.
      restarts += 1
      ;({ dataVersion } = page)
      entries = [...page.entries]
    } else if (isChanged || page.entries.length === 0) {
      return entries
    } else {
      entries.push(...page.entries)
    }
    ;({ total } = page)
  }
  return entries
}
