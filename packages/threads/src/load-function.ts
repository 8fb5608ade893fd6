import { ConfigurationError, describeThrown, type Text } from '@arq/core'
import { readProperty } from '@arq/core/internal'

import { texts } from './texts.js'
import type { ThreadCall } from './thread-call.js'

type Run = (ctx: object, ...args: readonly unknown[]) => unknown

/**
 * The function of a task. Node keeps a module that it has loaded.
 * @throws ConfigurationError when the file cannot be loaded, or has no such function
 */
export async function loadFunction({ name, href, exported }: ThreadCall): Promise<Run> {
  const module = await load(name, href)
  const found: unknown = Reflect.get(module, exported)
  if (typeof found === 'function') return found as Run
  throw wrong(
    name,
    'export',
    texts.noFunction({ name, exported, known: Object.keys(module).join(', ') }),
  )
}

async function load(name: string, href: string): Promise<object> {
  try {
    return (await import(href)) as object
  } catch (error) {
    const isTypeScript = readProperty(error, 'code') === 'ERR_UNKNOWN_FILE_EXTENSION'
    const text = isTypeScript
      ? texts.noTypeScript({ name, version: process.version })
      : texts.fileNotLoaded({ name, reason: describeThrown(error).message })
    throw wrong(name, 'file', text, error)
  }
}

const wrong = (name: string, path: string, text: Text, cause?: unknown): ConfigurationError =>
  new ConfigurationError(`task ${name}`, [{ path, text }], cause)
