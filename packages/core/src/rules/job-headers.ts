import { utf8Length } from '#platform'

import type { Text } from '../texts/text.js'
import { headerOwner } from './reserved-headers.js'
import { ruledBy } from './rule.js'
import { ruleTexts } from './rule-texts.js'
import { shownValue } from './shown-value.js'
import { nameText, wellFormed } from './text-rules.js'

/** A header's name is a short string of AMQP. */
const LONGEST_HEADER_NAME_BYTES = 255

/**
 * UTF-8 bytes of a caller's headers. All headers of a message must fit in one AMQP frame, 128 KiB by default, and a dead
 * letter adds its own to them.
 */
const MOST_HEADER_BYTES = 32 * 1024

/** What AMQP writes beside name and text of each header: both lengths and the type of the value. */
const BYTES_BESIDE_EACH = 6

const fits = nameText(LONGEST_HEADER_NAME_BYTES)

/** Objects lose a property of this name, or of these, when they are copied by assignment or by a schema. */
const LOST_NAMES: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor'])

export function headerNameRule(name: string): Text | undefined {
  const problem = fits(name)
  if (problem) return problem
  if (LOST_NAMES.has(name)) return ruleTexts.headerNameLost()
  const owner = headerOwner(name)
  return owner && ruleTexts.headerReserved({ owner })
}

/** The headers that a caller sends with a job. */
function headersRule(headers: unknown): Text | undefined {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    return ruleTexts.headersNotObject({ value: shownValue(headers) })
  }
  let bytes = 0
  for (const [name, text] of Object.entries<unknown>({ ...headers })) {
    const problem = headerNameRule(name) ?? headerTextRule(text)
    if (problem) return ruleTexts.headerWrong({ name: shownValue(name), problem })
    bytes += utf8Length(name) + utf8Length(String(text)) + BYTES_BESIDE_EACH
  }
  return bytes > MOST_HEADER_BYTES
    ? ruleTexts.headersTooLong({ limit: MOST_HEADER_BYTES, bytes })
    : undefined
}

function headerTextRule(text: unknown): Text | undefined {
  if (typeof text === 'string') return wellFormed(text)
  return ruleTexts.headerNotText({ value: shownValue(text) })
}

export const jobHeadersSchema = ruledBy<Readonly<Record<string, string>>>(headersRule)
