import * as v from 'valibot'

import type { SettingProblem } from '../texts/setting-problem.js'
import { inTwoLanguages, type Language, type Text, verbatim } from '../texts/text.js'
import { nearestName } from './nearest-name.js'
import { settingsTexts } from './settings-texts.js'

/**
 * Says what is wrong with settings that their schema refuses, in words of theirs: each problem names its key, and a typo
 * the nearest valid one. The schema is asked once for each language.
 */
export function settingProblems(
  schema: v.GenericSchema,
  input: unknown,
): readonly SettingProblem[] {
  const problems = (lang: Language): readonly SettingProblem[] => {
    const { issues = [] } = v.safeParse(schema, input, { lang })
    return issues.flatMap((issue) => problemsOf(schema, issue, []))
  }
  const inChinese = problems('zh-CN')
  return problems('en').map(({ path, text }, at) => ({
    path,
    text: inTwoLanguages(text, inChinese[at]?.text ?? text),
  }))
}

type Path = readonly string[]

function problemsOf(
  schema: v.GenericSchema,
  issue: v.BaseIssue<unknown>,
  parent: Path,
): readonly SettingProblem[] {
  const own = v.getDotPath(issue)
  const path = own === null ? parent : [...parent, ...own.split('.')]
  // A choice between true, false and an object: of an object its keys are what matters.
  const inside = (issue.issues ?? []).filter((one) => one.path !== undefined)
  if (inside.length > 0) return inside.flatMap((one) => problemsOf(schema, one, path))
  const dotted = path.join('.')
  if (issue.received === 'undefined' && issue.type.endsWith('object')) {
    return [{ path: dotted, text: settingsTexts.keyRequired() }]
  }
  // valibot reports an unknown key as "never" expected in its place.
  if (issue.expected === 'never') {
    return unknownKeysBeside(schema, path, issue)
  }
  return [{ path: dotted, text: verbatim(issue.message) }]
}

/** valibot stops at the first unknown key of an object: a person wants to hear of all. */
function unknownKeysBeside(
  schema: v.GenericSchema,
  path: Path,
  issue: v.BaseIssue<unknown>,
): readonly SettingProblem[] {
  const known = knownKeysBeside(schema, path)
  const object = issue.path?.at(-1)?.input
  const others =
    known.length > 0 && typeof object === 'object' && object !== null ? Object.keys(object) : []
  const unknown = new Set([path.at(-1) ?? '', ...others.filter((key) => !known.includes(key))])
  return [...unknown].map((key) => {
    const own = [...path.slice(0, -1), key]
    return { path: own.join('.'), text: unknownKey(schema, own) }
  })
}

function unknownKey(schema: v.GenericSchema, path: Path): Text {
  const keys = knownKeysBeside(schema, path)
  const meant = nearestName(path.at(-1) ?? '', keys)
  return meant === undefined
    ? settingsTexts.keyUnknown({ known: keys.join(', ') })
    : settingsTexts.keyUnknownMeant({ meant })
}

/** The keys that are valid beside the last one of a path. */
function knownKeysBeside(schema: v.GenericSchema, path: Path): readonly string[] {
  let current: unknown = schema
  for (const step of path.slice(0, -1)) {
    const inner = unwrap(current)
    // An array's item, a record's value, or an object's entry.
    current =
      property(inner, 'item') ??
      property(inner, 'value') ??
      property(property(inner, 'entries'), step)
  }
  const entries = property(unwrap(current), 'entries')
  return typeof entries === 'object' && entries !== null ? Object.keys(entries) : []
}

/** The object or array schema inside optional(...) and pipe(...), and the object of a union. */
function unwrap(schema: unknown): unknown {
  let inner = schema
  for (;;) {
    const wrapped = property(inner, 'wrapped') ?? objectOf(property(inner, 'options'))
    if (wrapped === undefined) return inner
    inner = wrapped
  }
}

const objectOf = (options: unknown): unknown =>
  Array.isArray(options)
    ? options.find((option) => property(unwrap(option), 'entries') !== undefined)
    : undefined

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
