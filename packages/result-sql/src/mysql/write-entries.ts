import type { EntryChange } from '@arq/core'
import { wholeMs } from '@arq/core/store'

import type { EntryWrite } from '../entry-table.js'
import type { TableNames } from '../table-names.js'
import type { MysqlStatement } from './mysql-pool.js'
import { NOW_MS } from './write-statements.js'

export interface EntryStatement extends MysqlStatement {
  /** `seen`: what stood where the changes are to be made. The last one tells how many entries there are then. */
  readonly tells?: 'seen'
}

/**
 * A write of a group as one transaction in one round trip: so no process that stops in the middle keeps the lock of the
 * group. Whether it is made is decided by the server, in variables of the session.
 */
export function writeEntries(
  { groups, entries }: TableNames,
  { group, changes, version, ttlMs }: EntryWrite,
): readonly EntryStatement[] {
  const put = changes.flatMap(({ name, text }) => (text === undefined ? [] : [{ name, text }]))
  const taken = changes.flatMap(({ name, text }) => (text === undefined ? name : []))
  return [
    // Locks the group's row, which is there then.
    {
      text: `insert into ${groups} (group_name, entry_count, expires_at) values (?, 0, 0)
        on duplicate key update entry_count = entry_count`,
      values: [group],
    },
    {
      text: `select coalesce(expires_at <= ${NOW_MS}, 0), entry_count into @arq_over, @arq_count
        from ${groups} where group_name = ?`,
      values: [group],
    },
    {
      text: `delete from ${entries} where group_name = ? and @arq_over = 1`,
      values: [group],
    },
    { text: 'set @arq_count = if(@arq_over = 1, 0, @arq_count)' },
    {
      text: `select name, version from ${entries} where group_name = ? and name in (?)`,
      values: [group, namesOf(changes)],
      tells: 'seen',
    },
    allHold(entries, group, changes),
    {
      text: `set @arq_count = @arq_count
        + ${String(put.length)} - ${countText(entries, put)} - ${countText(entries, taken)}`,
      values: [
        ...countValues(
          group,
          put.map(({ name }) => name),
        ),
        ...countValues(group, taken),
      ],
    },
    ...(put.length === 0
      ? []
      : [
          {
            text: `insert into ${entries} (group_name, name, version, content)
              select * from (${put.map(() => `select ? as group_name, ? as name, ? as version, ? as content`).join(' union all ')}) as given
              where @arq_holds = 1
              on duplicate key update version = values(version), content = values(content)`,
            values: put.flatMap(({ name, text }) => [group, name, version, text]),
          },
        ]),
    ...(taken.length === 0
      ? []
      : [
          {
            text: `delete from ${entries} where group_name = ? and name in (?) and @arq_holds = 1`,
            values: [group, taken],
          },
        ]),
    {
      // Null: for ever. It only grows.
      text: `update ${groups} set entry_count = @arq_count, expires_at = greatest(expires_at, ${NOW_MS} + ?)
        where group_name = ? and @arq_holds = 1`,
      values: [ttlMs === 'forever' ? null : wholeMs(ttlMs), group],
    },
    { text: `delete from ${groups} where group_name = ? and entry_count = 0`, values: [group] },
    { text: 'select cast(@arq_count as signed) as entry_count' },
  ]
}

const namesOf = (changes: readonly EntryChange[]): readonly string[] =>
  changes.map(({ name }) => name)

/** Sets whether everything stands there that the changes expect. */
function allHold(entries: string, group: string, changes: readonly EntryChange[]): MysqlStatement {
  const there = changes.filter(({ ifVersion }) => typeof ifVersion === 'string')
  const absent = changes.filter(({ ifVersion }) => ifVersion === null)
  const parts: MysqlStatement[] = [{ text: '1' }]
  if (there.length > 0) {
    parts.push({
      text: `(select count(*) from ${entries} where group_name = ? and (name, version) in (?)) = ${String(there.length)}`,
      values: [group, there.map(({ name, ifVersion }) => [name, ifVersion])],
    })
  }
  if (absent.length > 0) {
    parts.push({
      text: `(select count(*) from ${entries} where group_name = ? and name in (?)) = 0`,
      values: [group, namesOf(absent)],
    })
  }
  return {
    text: `set @arq_holds = ${parts.map(({ text }) => `(${text})`).join(' and ')}`,
    values: parts.flatMap(({ values = [] }) => values),
  }
}

const countText = (entries: string, names: readonly unknown[]): string =>
  names.length === 0
    ? '0'
    : `(select count(*) from ${entries} where group_name = ? and name in (?))`

const countValues = (group: string, names: readonly string[]): readonly unknown[] =>
  names.length === 0 ? [] : [group, names]
