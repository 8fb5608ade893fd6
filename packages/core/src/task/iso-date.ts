import * as v from 'valibot'

import { said } from '../rules/must-be.js'
import { parseInstant } from '../time/instant.js'
import { taskTexts } from './task-texts.js'

const NOT_A_MOMENT = said(taskTexts.mustBeMoment())

/**
 * A valibot schema for a moment that survives JSON: takes a `Date` or an ISO 8601 text (without an offset it means UTC)
 * and gives a `Date`.
 *
 * @example
 * ```ts
 * const remind = task({ name: 'remind', input: v.object({ due: isoDate() }), run: async (ctx, { due }) => due.getTime() })
 * ```
 */
export function isoDate() {
  return v.pipe(
    v.union(
      [
        v.date(),
        v.pipe(
          v.string(),
          v.check((text) => parseInstant(text) !== undefined, NOT_A_MOMENT),
        ),
      ],
      NOT_A_MOMENT,
    ),
    v.transform((value): Date =>
      value instanceof Date ? value : new Date(parseInstant(value) ?? NaN),
    ),
  )
}
