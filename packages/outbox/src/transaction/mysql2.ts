import { hasMethods } from './has-methods.js'
import type { Library } from './library.js'

/** A connection of mysql2, with promises or callbacks, after `beginTransaction()`. */
export interface Mysql2Connection {
  execute(...args: never[]): unknown
  beginTransaction(...args: never[]): unknown
}

export const mysql2: Library = {
  name: 'mysql2',
  owns: (value) =>
    hasMethods(value, 'execute') &&
    (hasMethods(value, 'beginTransaction') || hasMethods(value, 'getConnection')),
  isOutside: (value) => hasMethods(value, 'getConnection'),
  dialectOf: () => 'mysql',
  // Prepared by the server: no text of ours depends on how it reads backslashes.
  run: (value, text, values) =>
    (hasMethods(value, 'promise') ? (value as WithCallbacks).promise() : (value as Runner)).execute(
      text,
      values,
    ),
}

interface Runner {
  execute(text: string, values: readonly unknown[]): Promise<unknown>
}

interface WithCallbacks {
  promise(): Runner
}
