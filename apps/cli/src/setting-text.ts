import type { Text } from '@arq/core'
import { settingProblems } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from './texts.js'

const BOOLEANS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
}

export type ReadSetting = { readonly value: unknown } | { readonly problem: Text }

/**
 * The value that a text from a flag or a variable means: the first reading of it (a number, a truth value, text) that
 * the setting's schema takes. The text stays what it is, so the schema alone decides.
 */
export function readSettingText(schema: v.GenericSchema, text: string): ReadSetting {
  for (const value of readings(text)) {
    const result = v.safeParse(schema, value)
    if (result.success) return { value: result.output }
  }
  const [first] = readings(text)
  const [problem] = settingProblems(schema, first)
  return { problem: problem?.text ?? texts.notAccepted() }
}

function readings(text: string): readonly unknown[] {
  const trimmed = text.trim()
  const number = trimmed === '' ? NaN : Number(trimmed)
  const truth = BOOLEANS[trimmed.toLowerCase()]
  return [...(Number.isNaN(number) ? [] : [number]), ...(truth === undefined ? [] : [truth]), text]
}
