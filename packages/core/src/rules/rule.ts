import * as v from 'valibot'

import { renderText, type Text } from '../texts/text.js'

/** What is wrong with a value, in words; `undefined` when nothing is. */
export type Rule<T> = (value: T) => Text | undefined

const PROBLEM_OF = Symbol('problemOf')

/** A rule as an action of a valibot schema. Its issues keep the text in both languages, see {@link issueText}. */
export function follows<T>(rule: Rule<T>): v.CheckAction<T, (issue: v.CheckIssue<T>) => string> {
  return v.check<T, (issue: v.CheckIssue<T>) => string>(requirementOf(rule), ({ input }) =>
    wordsFor(rule, input),
  )
}

/** A schema of values that the rule alone decides about; their type is the caller's claim. */
export function ruledBy<T>(
  rule: Rule<unknown>,
): v.CustomSchema<T, (issue: v.CustomIssue) => string> {
  const requirement = requirementOf(rule)
  const schema = v.custom<T, (issue: v.CustomIssue) => string>(requirement, ({ input }) =>
    wordsFor(rule, input),
  )
  // valibot copies it into the schema's issues, as it does for a check.
  return Object.assign(schema, { requirement })
}

const requirementOf = <T>(rule: Rule<T>): ((value: T) => boolean) =>
  Object.assign((value: T) => rule(value) === undefined, { [PROBLEM_OF]: rule })

function wordsFor<T>(rule: Rule<T>, input: T): string {
  const problem = rule(input)
  return problem ? renderText(problem) : ''
}

/** The text of an issue before it is in a language; `undefined` when the issue is not of a rule. */
export function issueText(issue: v.BaseIssue<unknown>): Text | undefined {
  const { requirement } = issue
  if (typeof requirement !== 'function') return undefined
  const rule: unknown = Reflect.get(requirement, PROBLEM_OF)
  // Only `follows` puts a function there, and it is the one that refused this input.
  return typeof rule === 'function' ? (rule as Rule<unknown>)(issue.input) : undefined
}
