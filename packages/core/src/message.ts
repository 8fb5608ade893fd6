/** The languages that every text for people exists in. What programs read is an error code, the same in both. */
export type Language = 'en' | 'zh-CN'

/** One text in every language; `{name}` marks a value. */
export type MessageTemplate = Readonly<Record<Language, string>>

type ParamNames<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never

type MessageParams = Readonly<Record<string, string | number | undefined>>

/** A text with its values, not yet in a language: render it with {@link renderMessage}. */
export interface Message {
  readonly template: MessageTemplate
  readonly params: MessageParams
}

type MessageMaker<T extends MessageTemplate> = [ParamNames<T['en']>] extends [never]
  ? () => Message
  : (params: Readonly<Record<ParamNames<T['en']>, string | number | undefined>>) => Message

/**
 * A package's catalogue of texts. Both languages stand side by side, so neither can be forgotten,
 * and the values a text needs are checked by the compiler.
 */
export function defineMessages<const C extends Readonly<Record<string, MessageTemplate>>>(
  catalogue: C,
): { readonly [K in keyof C]: MessageMaker<C[K]> } {
  const makers = Object.entries(catalogue).map(([key, template]) => [
    key,
    (params: MessageParams = {}): Message => ({ template, params }),
  ])
  // Object.fromEntries cannot express that each key keeps its own maker.
  return Object.fromEntries(makers) as { readonly [K in keyof C]: MessageMaker<C[K]> }
}

/** The text in one language, with its values filled in; a value that is missing leaves its name standing. */
export function renderMessage(message: Message, language: Language = 'en'): string {
  return message.template[language].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    message.params[name] === undefined ? placeholder : String(message.params[name]),
  )
}

/**
 * The language a person asked for: `ARQ_LANG`, else the system's (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
 * Read by command-line programs only; libraries take the language as a setting.
 */
export function languageFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const asked =
    environment['ARQ_LANG'] ??
    environment['LC_ALL'] ??
    environment['LC_MESSAGES'] ??
    environment['LANG']
  return asked?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en'
}
