import { inspect } from 'node:util'

import { isArqError, localizedMessage, renderText } from '@arq/core'

import { paint } from './print.js'
import type { Program } from './program.js'
import { texts } from './texts.js'

/** Says on standard error, in one line, what went wrong; with `withStack` also where. Never a password. */
export function reportError(error: unknown, program: Program, withStack: boolean): void {
  const { errors, language } = program
  const code = isArqError(error) ? ` [${error.code}]` : ''
  // A module's syntax error, for instance, has several lines; the first says it.
  const [firstLine = ''] = localizedMessage(error, language).split('\n')
  const label = renderText(texts.error(), language)
  const lines = [`${paint('red', label, errors)}${firstLine}${code}`]
  if (withStack) lines.push(inspect(error, { depth: 3 }))
  else if (!isArqError(error)) lines.push(renderText(texts.seeDebug(), language))
  errors.write(`${withoutPasswords(lines.join('\n'))}\n`)
}

/** Our own errors carry none; this is for the words of others, who like to quote the URL they were given. */
export function withoutPasswords(text: string): string {
  return text.replace(/(\w+:\/\/[^\s/:@]*):[^\s/]*@/g, '$1:***@')
}
