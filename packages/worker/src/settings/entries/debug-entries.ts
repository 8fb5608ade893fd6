import { mustBe, REDACTABLE_PARTS, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../../texts.js'

/** Whether a text names a place in a job: a part of it, then keys and indexes, with `*` for any. */
function isPath(text: string): boolean {
  const [part, ...segments] = text.split('.')
  return REDACTABLE_PARTS.some((known) => known === part) && !segments.includes('')
}

/** What people see of jobs while they look for a fault. */
export const debugEntries = {
  debugMode: v.pipe(
    v.optional(v.boolean(mustBe.flag), false),
    v.description(
      'For looking for a fault: `traceTasks`, and log lines of every level, where the logger is not your own. Not for production.',
    ),
    v.metadata({ env: 'ARQ_DEBUG_MODE' }),
  ),
  traceTasks: v.pipe(
    v.optional(v.boolean(mustBe.flag), false),
    v.description(
      'Writes a debug line at the start and at the end of each run, with the arguments and the result of the job, but for what is secret by its name or by `redact`. The log must have the level `debug`.',
    ),
    v.metadata({ env: 'ARQ_TRACE_TASKS' }),
  ),
  redact: v.pipe(
    v.optional(
      v.array(
        v.pipe(v.string(mustBe.text), v.check(isPath, said(texts.mustBePath()))),
        said(texts.mustBePaths()),
      ),
      [],
    ),
    v.description(
      'What of a job nobody is to see, as paths such as `args.0.card`, `kwargs.password` or `result.*.iban`: left out of the lines of `traceTasks`, of `arq job` and of `arq dlq show`. What the task gets and what is stored stays whole.',
    ),
  ),
}
