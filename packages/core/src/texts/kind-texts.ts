import { defineTexts, type Text, verbatim } from './text.js'

/** What something is, in words that stand inside other texts. */
export const kindTexts = defineTexts({
  list: { en: 'a list', 'zh-CN': '列表' },
  object: { en: 'an object', 'zh-CN': '对象' },
  instance: { en: 'an object of class {name}', 'zh-CN': '{name} 类的对象' },
  function: { en: 'a function', 'zh-CN': '函数' },
  symbol: { en: 'a symbol', 'zh-CN': 'symbol 值' },
  bigint: { en: 'a bigint', 'zh-CN': 'BigInt 值' },
  number: { en: 'a number', 'zh-CN': '数字' },
  string: { en: 'a string', 'zh-CN': '文本' },
  boolean: { en: 'a boolean', 'zh-CN': '布尔值' },
  text: { en: 'text', 'zh-CN': '文本' },
  emptyText: { en: 'empty text', 'zh-CN': '空文本' },
  cutText: { en: '{text}… ({count} characters)', 'zh-CN': '{text}…（共 {count} 个字符）' },
  invalidDate: { en: 'an invalid Date', 'zh-CN': '无效的 Date' },
  moment: { en: 'an ISO 8601 moment', 'zh-CN': 'ISO 8601 时刻' },
  wholeNumber: { en: 'a whole number from 1', 'zh-CN': '不小于 1 的整数' },
  resultStore: { en: 'result store', 'zh-CN': '结果存储' },
  transport: { en: 'transport', 'zh-CN': '传输（transport）' },
})

/** What a value is, never the value itself. */
export function kindText(value: unknown): Text {
  if (value === null || value === undefined) return verbatim(String(value))
  if (Array.isArray(value)) return kindTexts.list()
  const kind = typeof value
  // `null` and `undefined` are answered above.
  return kind === 'undefined' ? verbatim(kind) : kindTexts[kind]()
}
