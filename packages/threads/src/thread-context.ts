import type { LogFields, Logger, LogLevel, ThreadContext } from '@arq/core'
import { ConfigurationError, type Text, UnsupportedError } from '@arq/core'
import {
  findJsonProblem,
  idempotencyKey,
  notCarried,
  readUsage,
  wireTexts,
} from '@arq/core/internal'

import { receiveExtra } from './carried-extra.js'
import { texts } from './texts.js'
import type { CarriedContext, ThreadMessage } from './thread-call.js'

type Send = (message: ThreadMessage) => void

/** `ctx` of a task in a thread: progress and log lines go to the worker as messages. */
export function threadContext(
  carried: CarriedContext,
  { signal, send }: { readonly signal: AbortSignal; readonly send: Send },
): ThreadContext<object> {
  const { extra, logLevels, ...plain } = carried
  return Object.defineProperty(
    {
      ...plain,
      headers: Object.freeze({ ...plain.headers }),
      extra: receiveExtra(extra, refuseExtra),
      logger: threadLogger({}, new Set(logLevels), send),
      signal,
      idempotencyKey: (name = '') => idempotencyKey(carried, name),
      // Not in its type: for programs without types.
      step: refuseSteps,
      sleep: refuseSteps,
      waitFor: refuseSteps,
      children: refuseChildren,
      progress: (value: unknown) => {
        refuseUnlessJson(value, 'progress', wireTexts.theProgress())
        send({ kind: 'progress', value: asJson(value) })
      },
      usage: (amounts: Readonly<Record<string, number>>) =>
        send({ kind: 'usage', amounts: readUsage(amounts) }),
    },
    'client',
    { get: refuseClient },
  )
}

/** @throws SerializationError when JSON cannot carry the value */
export function refuseUnlessJson(value: unknown, path: string, subject: Text): void {
  const problem = value === undefined ? undefined : findJsonProblem(value, path)
  if (problem) throw notCarried(subject, problem)
}

const asJson = (value: unknown): unknown =>
  value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown)

function threadLogger(fields: LogFields, levels: ReadonlySet<LogLevel>, send: Send): Logger {
  const at = (level: LogLevel) => (message: string, more?: LogFields) => {
    if (!levels.has(level)) return
    send({ kind: 'log', level, message, fields: copyable({ ...fields, ...more }) })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    isLevelEnabled: (level) => levels.has(level),
    child: (more) => threadLogger({ ...fields, ...more }, levels, send),
  }
}

/** A field that cannot be copied is logged as text: a log line must not fail a task. */
function copyable(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      try {
        return [key, structuredClone(value)]
      } catch {
        return [key, String(value)]
      }
    }),
  )
}

function refuseExtra(key: string): never {
  const text = texts.extraNotCopied({ key })
  throw new ConfigurationError('ctx.extra', [{ path: key, text }])
}

function refuseSteps(): never {
  throw new UnsupportedError(texts.noSteps())
}

function refuseChildren(): never {
  throw new UnsupportedError(texts.noChildren())
}

function refuseClient(): never {
  throw new UnsupportedError(texts.noClient())
}
