import type { Text } from '@arq/core'
import { isTask, kindText } from '@arq/core/internal'
import { readStaticSettings } from '@arq/worker'

import { texts } from './texts.js'

/** Worker settings as a settings module gives them, not yet checked. */
export type GivenSettings = Readonly<Record<string, unknown>>

/** Settings, or what is wrong with what was given for them. */
export type ShapedSettings =
  { readonly settings: GivenSettings; readonly problem?: undefined } | { readonly problem: Text }

/** Takes an object, a class with static members, or a list of functions for settings. */
export function toSettings(value: unknown): ShapedSettings {
  if (Array.isArray(value)) return { settings: { functions: value } }
  if (isTask(value)) return { problem: texts.isOneTask() }
  if (typeof value === 'object' && value !== null) return { settings: { ...value } }
  // A class, told from a plain function by what every settings class has: its own or inherited.
  if (typeof value === 'function' && Reflect.has(value, 'functions')) {
    return { settings: { ...readStaticSettings(value) } }
  }
  return { problem: texts.notSettings({ got: kindText(value) }) }
}
