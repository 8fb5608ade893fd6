import * as v from 'valibot'

import type { Text } from '../texts/text.js'
import { said } from './must-be.js'

/** What is wrong with a value, in words; `undefined` when nothing is. */
export type Rule<T> = (value: T) => Text | undefined

/** A rule as an action of a valibot schema. */
export function follows<T>(rule: Rule<T>): v.CheckAction<T, (issue: v.CheckIssue<T>) => string> {
  return v.check<T, (issue: v.CheckIssue<T>) => string>(
    (value) => rule(value) === undefined,
    (issue) => wordsFor(rule, issue.input, issue),
  )
}

/** A schema of values that the rule alone decides about; their type is the caller's claim. */
export function ruledBy<T>(
  rule: Rule<unknown>,
): v.CustomSchema<T, (issue: v.CustomIssue) => string> {
  return v.custom<T, (issue: v.CustomIssue) => string>(
    (value) => rule(value) === undefined,
    (issue) => wordsFor(rule, issue.input, issue),
  )
}

function wordsFor<T>(rule: Rule<T>, input: T, issue: v.BaseIssue<unknown>): string {
  const problem = rule(input)
  return problem ? said(problem)(issue) : ''
}
