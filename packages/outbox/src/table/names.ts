import { mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'

export const DIALECTS = ['postgresql', 'mysql'] as const

/** The SQL of a database; MariaDB's is MySQL's. */
export type OutboxDialect = (typeof DIALECTS)[number]

/** A name that no database needs quotes for, and short enough for what is put behind it. */
const PREFIX = /^[a-z_][a-z0-9_]{0,39}$/

export const prefixSchema = v.optional(
  v.pipe(v.string(mustBe.text), v.regex(PREFIX, said(texts.prefixWrong()))),
  'arq_',
)

export interface OutboxNames {
  /** The table, and on PostgreSQL the channel, too. */
  readonly outbox: string
  readonly schema: string
}

export const namesOf = (prefix: string): OutboxNames => ({
  outbox: `${prefix}outbox`,
  schema: `${prefix}outbox_schema`,
})
