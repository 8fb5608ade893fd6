import { arq } from './arq.js'
import { bullmq } from './bullmq.js'
import { bullmqPostgres } from './bullmq-postgres.js'
import { perfTest } from './perf-test.js'
import { pgBoss } from './pg-boss.js'
import { raw } from './raw.js'

/** @type {Readonly<Record<import('../contract.d.ts').ContestantName, import('../contract.d.ts').Contestant>>} */
export const CONTESTANTS = {
  raw,
  arq,
  bullmq,
  'bullmq-postgres': bullmqPostgres,
  'pg-boss': pgBoss,
  'perf-test': perfTest,
}
