import type { JobQuery, JobStatus } from '@arq/core'
import { isJobStatus, JOB_STATUSES } from '@arq/core/internal'

import type { Flag } from '../command.js'
import { momentOf } from '../moment-flag.js'
import type { GivenFlags } from '../overrides.js'
import type { Program } from '../program.js'
import { texts } from '../texts.js'
import { usageError } from '../usage-error.js'
import { searchTexts } from './texts.js'

const KNOWN = JOB_STATUSES.join(', ')
const DEFAULT_LIMIT = 50

/** Which jobs, and how many. */
export const SEARCH_FLAGS: readonly Flag[] = [
  { name: 'id', kind: 'text', describe: searchTexts.idFlag() },
  { name: 'id-prefix', kind: 'text', describe: searchTexts.idPrefixFlag() },
  { name: 'task', kind: 'text', describe: searchTexts.taskFlag() },
  // The queue of a worker is not what is looked for.
  {
    name: 'queue',
    alias: 'q',
    kind: 'text',
    describe: searchTexts.queueFlag(),
    hasVariable: false,
  },
  { name: 'status', kind: 'list', describe: searchTexts.statusFlag({ known: KNOWN }) },
  { name: 'since', kind: 'text', describe: searchTexts.sinceFlag() },
  { name: 'until', kind: 'text', describe: searchTexts.untilFlag() },
  { name: 'ended-since', kind: 'text', describe: searchTexts.endedSinceFlag() },
  { name: 'ended-until', kind: 'text', describe: searchTexts.endedUntilFlag() },
  { name: 'error', kind: 'text', describe: searchTexts.errorFlag() },
  { name: 'payload', kind: 'text', describe: searchTexts.payloadFlag() },
  {
    name: 'limit',
    kind: 'text',
    describe: searchTexts.limitFlag(),
    default: String(DEFAULT_LIMIT),
  },
  { name: 'look-at', kind: 'text', describe: searchTexts.lookAtFlag() },
  { name: 'cursor', kind: 'text', describe: searchTexts.cursorFlag() },
]

/** How much of a search is wanted. */
export interface SearchBounds {
  /** The most jobs. */
  readonly limit: number
  /** About how many records to look at; `Infinity`: all. */
  readonly lookAt: number
  readonly cursor: string | undefined
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is no status, no moment, or given twice */
export function readQuery(flags: GivenFlags, program: Program, nowMs: number): JobQuery {
  const text = (name: string): string | undefined => textOf(flags, name, program)
  const moment = (name: string): number | undefined =>
    text(name) === undefined ? undefined : momentOf(flags, name, { program, nowMs })
  return {
    jobId: text('id'),
    jobIdPrefix: text('id-prefix'),
    functionName: text('task'),
    queueName: text('queue'),
    statuses: statusesOf(flags['status'], program),
    enqueuedFromMs: moment('since'),
    enqueuedBeforeMs: moment('until'),
    endedFromMs: moment('ended-since'),
    endedBeforeMs: moment('ended-until'),
    error: text('error'),
    payload: text('payload'),
  }
}

/** @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is no number above 0 */
export const readBounds = (flags: GivenFlags, program: Program): SearchBounds => ({
  limit: countOf(flags, 'limit', program) ?? DEFAULT_LIMIT,
  lookAt: countOf(flags, 'look-at', program) ?? Infinity,
  cursor: textOf(flags, 'cursor', program),
})

function textOf(flags: GivenFlags, name: string, program: Program): string | undefined {
  const given = flags[name]
  if (Array.isArray(given)) throw usageError(program, `--${name}`, texts.givenTwice())
  return typeof given === 'string' && given !== '' ? given : undefined
}

function countOf(flags: GivenFlags, name: string, program: Program): number | undefined {
  const given = textOf(flags, name, program)
  if (given === undefined) return undefined
  const count = Number(given)
  if (/^\d+$/.test(given) && count > 0 && Number.isSafeInteger(count)) return count
  throw usageError(program, `--${name}`, searchTexts.noCount({ given }))
}

function statusesOf(given: unknown, program: Program): readonly JobStatus[] | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined
  return given.map((value: unknown) => {
    if (isJobStatus(value)) return value
    const problem = searchTexts.noStatus({ given: String(value), known: KNOWN })
    throw usageError(program, '--status', problem)
  })
}
