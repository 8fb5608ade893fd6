import { inspect } from 'node:util'

import { isArqError, localizedMessage, renderText } from '@arq/core'
import { redactText } from '@arq/core/internal'

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
  // Our own errors carry none; the words of others like to quote the URL they were given.
  errors.write(`${redactText(lines.join('\n'))}\n`)
}
