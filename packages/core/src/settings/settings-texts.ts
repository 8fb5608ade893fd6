import { defineTexts } from '../texts/text.js'

/** What an object of settings can get wrong. */
export const settingsTexts = defineTexts({
  settingsUnreadable: {
    en: 'cannot be read: a getter in it throws',
    'zh-CN': '无法读取：其中的 getter 抛出异常',
  },
  keyRequired: { en: 'is required', 'zh-CN': '必须给出' },
  keyUnknown: { en: 'unknown key; known: {known}', 'zh-CN': '未知的键；已知：{known}' },
  keyUnknownMeant: {
    en: 'unknown key; did you mean {meant}?',
    'zh-CN': '未知的键；是否想用 {meant}？',
  },
  mustBePort: {
    en: 'must be {what}: an object with {methods}',
    'zh-CN': '必须是{what}：具有 {methods} 的对象',
  },
  aLogger: { en: 'a logger', 'zh-CN': '日志记录器' },
  mustBePem: {
    en: 'must be PEM text or bytes, or a list of them',
    'zh-CN': '必须是 PEM 文本或字节，或其列表',
  },
})
