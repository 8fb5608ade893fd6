import { type LogLine, toError } from '@arq/core'
import { besideOwnNames, jsonLine, textLine } from '@arq/core/internal'
import { format, type LogEntry, type Logform } from 'winston'

import type { LineFormat } from './logger-settings.js'

/** Where winston's parts look for the level and the finished text of a line (its package triple-beam). */
const LEVEL = Symbol.for('level')
const MESSAGE = Symbol.for('message')
const LINE = Symbol('arq.line')

/** A line on its way through winston. */
export function toInfo(line: LogLine): LogEntry {
  return { level: line.level, message: line.message, [LINE]: line }
}

type Render = (line: LogLine) => string | undefined

/**
 * The chosen layout as the one format that winston runs.
 * A layout of the caller's that throws costs its layout, not the line, and never reaches who wrote the line.
 */
export function winstonFormat(
  choice: 'text' | 'json' | LineFormat | Logform.Format,
  onFailure: (error: Error) => void,
): Logform.Format {
  const render = renderOf(choice)
  let hasFailed = false
  const rendered = (line: LogLine): string | undefined => {
    try {
      return render(line)
    } catch (error) {
      if (!hasFailed) onFailure(toError(error))
      hasFailed = true
      return jsonLine(line)
    }
  }
  return format((info) => {
    const text: unknown = rendered(lineOf(info))
    // A function of a program in plain JavaScript may give anything.
    if (typeof text !== 'string') return false
    info[MESSAGE] = text
    return info
  })()
}

function renderOf(choice: 'text' | 'json' | LineFormat | Logform.Format): Render {
  if (choice === 'text') return textLine
  if (choice === 'json') return jsonLine
  return typeof choice === 'function' ? choice : throughWinston(choice)
}

/** Fields stand beside `level`, `message` and `timestamp`, as winston's own formats expect them. */
function throughWinston(choice: Logform.Format): Render {
  return (line) => {
    const { level, message, time: timestamp } = line
    const fields = besideOwnNames(line.fields, ['level', 'message', 'timestamp'])
    const info = { ...fields, level, message, timestamp, [LEVEL]: level }
    const formatted = choice.transform(info, choice.options)
    // A format may leave a line out.
    if (formatted === false) return undefined
    const text = formatted === true ? undefined : formatted[MESSAGE]
    // It ended without a finishing format such as json() or printf().
    return typeof text === 'string' ? text : JSON.stringify(formatted)
  }
}

function lineOf(info: Logform.TransformableInfo): LogLine {
  // Only toInfo makes infos, and it puts the line there.
  return info[LINE] as LogLine
}
