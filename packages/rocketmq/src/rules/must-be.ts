import type * as v from 'valibot'

import { renderText, type Text } from '../texts/text.js'
import { ruleTexts } from './rule-texts.js'

/** The message of a check, in the language that whoever parses asks for by valibot's setting `lang`. */
export type SchemaMessage = (issue: Pick<v.BaseIssue<unknown>, 'lang' | 'received'>) => string

/** A text as the message of a schema. */
export const said =
  (text: Text | ((received: string) => Text)): SchemaMessage =>
  ({ lang, received }) =>
    renderText(typeof text === 'function' ? text(received) : text, lang === 'zh-CN' ? lang : 'en')

/** What schemas of settings say of a value they refuse. */
export const mustBe = {
  text: said(ruleTexts.mustBeText()),
  notEmpty: said(ruleTexts.textEmpty()),
  flag: said(ruleTexts.mustBeFlag()),
  number: said(ruleTexts.mustBeNumber()),
  wholeNumber: said(ruleTexts.mustBeWholeNumber()),
  aFunction: said(ruleTexts.mustBeFunction()),
  functions: said(ruleTexts.mustBeFunctions()),
  atLeast: (least: number) => said((value) => ruleTexts.mustBeAtLeast({ least, value })),
  atMost: (most: number) => said((value) => ruleTexts.mustBeAtMost({ most, value })),
  oneOf: (...names: readonly string[]) => said(ruleTexts.mustBeOneOf(choiceOf(names))),
} as const

function choiceOf(names: readonly string[]): { readonly choice: Text } {
  const quoted = names.map((name) => `"${name}"`)
  const last = quoted.at(-1) ?? ''
  const others = quoted.slice(0, -1).join(', ')
  return {
    choice: others === '' ? ruleTexts.onlyChoice({ last }) : ruleTexts.choice({ others, last }),
  }
}
