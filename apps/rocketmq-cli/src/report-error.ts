import { inspect } from 'node:util'

import { renderText } from '@arq/core'
import { isRocketMQError, localizedMessage } from '@arq/rocketmq'

import { paint, printable } from './print.js'
import type { Program } from './program.js'
import { texts } from './texts.js'

/** Says on standard error, in one line, what went wrong; with `withStack` also where. */
export async function reportError(
  error: unknown,
  { errors, language }: Program,
  withStack: boolean,
): Promise<void> {
  const code = isRocketMQError(error) ? ` [${error.code}]` : ''
  const label = renderText(texts.error(), language)
  const lines = [
    `${paint('red', label, errors)}${printable(localizedMessage(error, language))}${code}`,
  ]
  if (withStack) lines.push(inspect(error, { depth: 3 }))
  else if (!isRocketMQError(error)) lines.push(renderText(texts.seeDebug(), language))
  await errors.write(`${lines.join('\n')}\n`)
}

/** Says on standard error what should be known, and keeps nothing from being done. */
export async function warn(text: string, { errors, language }: Program): Promise<void> {
  const label = renderText(texts.warning(), language)
  await errors.write(`${paint('yellow', label, errors)}${printable(text)}\n`)
}
