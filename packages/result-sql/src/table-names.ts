/** Tables of one store: names, in need of no quotes. */
export interface TableNames {
  readonly jobs: string
  readonly groups: string
  readonly entries: string
  readonly schema: string
}

export const tableNames = (prefix: string): TableNames => ({
  jobs: `${prefix}jobs`,
  groups: `${prefix}entry_groups`,
  entries: `${prefix}entries`,
  schema: `${prefix}schema`,
})
