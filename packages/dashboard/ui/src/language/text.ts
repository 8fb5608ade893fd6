import type { Language } from './languages.js'
import { countText } from './numbers.js'

/** The values of a text, by the names that stand in its braces. A number is written with its thousands apart. */
export type TextValues = Readonly<Record<string, string | number>>

/** One text in both languages: `{name}` is a value, `{count|job|jobs}` the word that goes with a number. */
export type Text = Readonly<Record<Language, string>>

const BRACES = /\{(?<name>[a-zA-Z]+)(?:\|(?<one>[^|}]*)\|(?<many>[^}]*))?\}/g

/** A room's catalogue of texts. Both languages stand side by side, so that neither is forgotten. */
export function defineTexts<const C extends Readonly<Record<string, Text>>>(catalogue: C): C {
  return catalogue
}

/** A text in a language, with its values in place. A value that is missing is left as its name. */
export function renderText(text: Text, language: Language, values: TextValues = {}): string {
  return text[language].replace(BRACES, (braces, ...found) => {
    // The named groups are what `replace` passes last.
    const { name, one, many } = found.at(-1) as { name: string; one?: string; many?: string }
    const value = values[name]
    if (value === undefined) return braces
    if (one === undefined || many === undefined) return valueText(value, language)
    return Number(value) === 1 ? one : many
  })
}

function valueText(value: string | number, language: Language): string {
  return typeof value === 'number' ? countText(value, language) : value
}

/** The names in a text's braces, sorted and each once: both languages must have the same. */
export function namesInText(template: string): readonly string[] {
  const names = [...template.matchAll(BRACES)].map(({ groups }) => groups?.['name'] ?? '')
  return [...new Set(names)].sort()
}
