/** The place of a record in a search that gives the newest first. */
export interface RowPlace {
  /** As the record has it; empty of one without. */
  readonly enqueueTime: string
  readonly jobId: string
}

export const isRowPlace = (at: unknown): at is RowPlace =>
  typeof at === 'object' &&
  at !== null &&
  typeof Reflect.get(at, 'enqueueTime') === 'string' &&
  typeof Reflect.get(at, 'jobId') === 'string'
