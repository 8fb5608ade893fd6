import type { Text } from './text.js'

/** What is wrong with one key of some settings. */
export interface SettingProblem {
  /** Dotted path of the key, for example `queues.0.name`. */
  readonly path: string
  readonly text: Text
}
