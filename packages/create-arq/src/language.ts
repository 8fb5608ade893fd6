/** The languages that every text for people exists in. */
export type Language = 'en' | 'zh-CN'

/** Their names in a locale (`zh`, `zh_CN.UTF-8`), and as Windows writes it (`Chinese_China.936`). */
const CHINESE = /^(?:zh|chinese)(?![a-z])/i

/** The language that a person asked for, by the rule of the `arq` command: `ARQ_LANG`, else the system's, else English. */
export function languageFrom(environment: Readonly<Record<string, string | undefined>>): Language {
  const { ARQ_LANG, LC_ALL, LC_MESSAGES, LANG } = environment
  const asked = [ARQ_LANG, LC_ALL, LC_MESSAGES, LANG].find((value) => (value?.trim() ?? '') !== '')
  return CHINESE.test(asked?.trim() ?? '') ? 'zh-CN' : 'en'
}
