/** The languages that every text for people exists in. What programs read is an error code, the same in both. */
export type Language = 'en' | 'zh-CN'

/** One text in every language; `{name}` marks a value. */
export type TextTemplate = Readonly<Record<Language, string>>

type ParamNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never

/** What a place in a text is filled with; a text inside a text is rendered in the same language, a list is joined. */
type TextValue = string | number | undefined | Text | readonly Text[]

type TextParams = Readonly<Record<string, TextValue>>

/** A text with its values, not yet in a language: render it with {@link renderText}. */
export interface Text {
  readonly template: TextTemplate
  readonly params: TextParams
}

type TextMaker<T extends TextTemplate> = [ParamNames<T['en']>] extends [never]
  ? () => Text
  : (params: Readonly<Record<ParamNames<T['en']>, TextValue>>) => Text

/**
 * A catalogue of texts. Both languages stand side by side, so neither can be forgotten, and the values a text needs
 * are checked by the compiler.
 */
export function defineTexts<const C extends Readonly<Record<string, TextTemplate>>>(
  catalogue: C,
): { readonly [K in keyof C]: TextMaker<C[K]> } {
  const makers = Object.entries(catalogue).map(([key, template]) => [
    key,
    (params: TextParams = {}): Text => ({ template, params }),
  ])
  // Object.fromEntries cannot express that each key keeps its own maker.
  return Object.fromEntries(makers) as { readonly [K in keyof C]: TextMaker<C[K]> }
}

/** The text in one language, with its values filled in; a value that is missing leaves its name standing. */
export function renderText(text: Text, language: Language = 'en'): string {
  return text.template[language].replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = text.params[name]
    return value === undefined ? placeholder : renderValue(value, language)
  })
}

function renderValue(value: Exclude<TextValue, undefined>, language: Language): string {
  if (typeof value !== 'object') return String(value)
  if (isTextList(value)) return value.map((text) => renderText(text, language)).join('; ')
  return renderText(value, language)
}

// Array.isArray does not narrow a readonly array out of a union.
const isTextList = (value: Text | readonly Text[]): value is readonly Text[] => Array.isArray(value)

/** Words that exist in one form only, such as those of another program, as a text. */
export const verbatim = (words: string): Text => ({
  template: { en: '{words}', 'zh-CN': '{words}' },
  params: { words },
})

/** What somebody else, such as valibot, gave as words in one language each. */
export const inTwoLanguages = (english: Text, chinese: Text): Text => ({
  template: { en: '{english}', 'zh-CN': '{chinese}' },
  params: { english, chinese },
})
