// What who writes a result store needs not write again: see `ResultStore` for the port itself.

export { answeredBy } from './search/answered-by.js'
export { JobMatcher } from './search/job-matcher.js'
export { isRowPlace, type RowPlace } from './search/row-place.js'
export { SearchPage, type SearchPageParts } from './search/search-page.js'
export { ChangeListeners } from './store/change-listeners.js'
export { notAGroupCursor } from './store/group-cursor.js'
export {
  GuardedResultStore,
  type GuardedResultStoreParts,
  type WriteLimits,
} from './store/guarded-result-store.js'
export { fittingCount, inParts, type PartLimits } from './store/in-parts.js'
export {
  expiryOf,
  type FoundRow,
  type JobRow,
  type JobState,
  newVersion,
  type RecordRow,
  wholeMs,
} from './store/job-row.js'
export { type GuardedTable, JobWriter } from './store/job-writer.js'
export { OutageWatch } from './store/outage-watch.js'
export { type RowContents, type RowOperation } from './store/row-operation.js'
export { RowReader, type RowReaderParts, type RowSource } from './store/row-reader.js'
export {
  RowResultStore,
  type RowResultStoreParts,
  type RowTable,
} from './store/row-result-store.js'
export {
  ROW_SEARCHES,
  type RowSearch,
  type SearchableRows,
  type SearchedRows,
} from './store/row-search.js'
export { StoreCalls } from './store/store-calls.js'
export {
  connectionFailed,
  connectionLost,
  type DatabaseName,
  type Failure,
  loginRefused,
  openingFailure,
  readStored,
  reasonOf,
  refused,
  timedOut,
  unavailable,
  unstorable,
} from './store/store-failures.js'
export { choosePrefix, limitToMs, type PrefixChoice } from './store/store-settings.js'
export { StoreUrlReader } from './store/store-url.js'
export {
  CREATE_OUTCOMES,
  StoreWrites,
  type StoreWritesParts,
  TRANSITION_OUTCOMES,
  type WriteForms,
  type WriteOutcome,
} from './store/store-writes.js'
export { WriteBatch, type WriteBatchParts, type WriteRepetition } from './store/write-batch.js'
export {
  announceCommand,
  beginCommand,
  WRITE_FORMS,
  type WriteAnswer,
  type WriteCommand,
} from './store/write-command.js'
