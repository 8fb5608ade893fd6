/** The languages that every text for people exists in. What programs read is an error code, the same in both. */
export type Language = 'en' | 'zh-CN'

/** One text in every language; `{name}` marks a value. */
export type TextTemplate = Readonly<Record<Language, string>>

type ParamNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never

/** A value in a text; a text inside a text, or a list of them, comes in the language of the whole. */
export type TextParam = string | number | undefined | Text | readonly Text[]

type TextParams = Readonly<Record<string, TextParam>>

/** A text with its values, not yet in a language: render it with {@link renderText}. */
export interface Text {
  readonly template: TextTemplate
  readonly params: TextParams
}

/** Makes one text of a catalogue with the values that it needs. */
export type TextMaker<T extends TextTemplate> = [ParamNames<T['en']>] extends [never]
  ? () => Text
  : (params: Readonly<Record<ParamNames<T['en']>, TextParam>>) => Text

/**
 * A package's catalogue of texts. Both languages stand side by side, so neither can be forgotten,
 * and the values a text needs are checked by the compiler.
 *
 * @example
 * ```ts
 * const texts = defineTexts({
 *   diskFull: { en: 'The disk of {host} is full', 'zh-CN': '{host} 的磁盘已满' },
 * })
 * throw new ResultStoreError({ code: 'ARQ_STORE_FAILED', text: texts.diskFull({ host: 'db1' }) })
 * ```
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
    const param = text.params[name]
    return param === undefined ? placeholder : renderParam(param, language)
  })
}

function renderParam(param: NonNullable<TextParam>, language: Language): string {
  if (typeof param !== 'object') return String(param)
  if (!isList(param)) return renderText(param, language)
  return param.map((one) => renderText(one, language)).join(language === 'en' ? '; ' : '；')
}

// `Array.isArray` does not narrow a readonly list.
const isList = (param: Text | readonly Text[]): param is readonly Text[] => Array.isArray(param)

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

/** Their names in a locale (`zh`, `zh_CN.UTF-8`, `zh-Hans-CN`), and as Windows writes it (`Chinese_China.936`). */
const CHINESE = /^(?:zh|chinese)(?![a-z])/i

/**
 * The language a person asked for: `ARQ_LANG`, else the system's (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English. An empty
 * variable counts as absent, as everywhere in POSIX; a language that is neither Chinese nor English is answered in English.
 * Read by command-line programs only; libraries take the language as a setting.
 */
export function languageFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const { ARQ_LANG, LC_ALL, LC_MESSAGES, LANG } = environment
  const asked = [ARQ_LANG, LC_ALL, LC_MESSAGES, LANG].find((value) => (value?.trim() ?? '') !== '')
  return CHINESE.test(asked?.trim() ?? '') ? 'zh-CN' : 'en'
}
