import { createHash } from 'node:crypto'

/** A Lua script of Redis. */
export interface Script {
  readonly text: string
  /** The name under which Redis remembers it. */
  readonly sha: string
}

export function scriptOf(...parts: readonly string[]): Script {
  const text = parts.join('')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}
