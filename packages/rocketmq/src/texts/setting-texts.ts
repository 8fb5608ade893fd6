import { defineTexts } from './text.js'

/** What is said of settings. */
export const settingTexts = defineTexts({
  configInvalid: {
    en: '{subject}: {problems}',
    'zh-CN': '{subject}：{problems}',
  },
  problemAt: { en: '{path}: {problem}', 'zh-CN': '{path}：{problem}' },
  keyRequired: { en: 'is required', 'zh-CN': '必须给出' },
  keyUnknown: { en: 'unknown key; known: {known}', 'zh-CN': '未知的键；已知：{known}' },
  keyUnknownMeant: {
    en: 'unknown key; did you mean {meant}?',
    'zh-CN': '未知的键；是否想用 {meant}？',
  },
  mustBeText: { en: 'must be text', 'zh-CN': '必须是文本' },
  textEmpty: { en: 'must not be empty', 'zh-CN': '不能为空' },
  mustBeFlag: { en: 'must be true or false', 'zh-CN': '必须是 true 或 false' },
  mustBeNumber: { en: 'must be a number', 'zh-CN': '必须是数字' },
  mustBeWholeNumber: { en: 'must be a whole number', 'zh-CN': '必须是整数' },
  mustBeAtLeast: {
    en: 'must be at least {least}, got {value}',
    'zh-CN': '不能小于 {least}，收到 {value}',
  },
  mustBeAtMost: {
    en: 'must be at most {most}, got {value}',
    'zh-CN': '不能大于 {most}，收到 {value}',
  },
  mustBeCountOrInfinity: {
    en: 'must be a whole number of at least {least}, or Infinity; got {value}',
    'zh-CN': '必须是不小于 {least} 的整数，或 Infinity；收到 {value}',
  },
  mustBeOneOf: { en: 'must be {choice}', 'zh-CN': '必须是 {choice}' },
  choice: { en: '{others} or {last}', 'zh-CN': '{others} 或 {last}' },
  onlyChoice: { en: '{last}', 'zh-CN': '{last}' },
  mustBeFunction: { en: 'must be a function', 'zh-CN': '必须是函数' },
  mustBeFunctions: {
    en: 'must be a function, or a list of functions',
    'zh-CN': '必须是函数或函数列表',
  },
  mustBeTexts: { en: 'must be a list of texts', 'zh-CN': '必须是文本列表' },
  mustBeTextsByName: { en: 'must be an object of texts', 'zh-CN': '必须是由文本组成的对象' },
  mustBeBase64: { en: 'must be text in base64', 'zh-CN': '必须是 base64 文本' },
  mustBePem: {
    en: 'must be PEM text or bytes, or a list of them',
    'zh-CN': '必须是 PEM 文本或字节，或其列表',
  },
  closed: { en: '{what} is closed', 'zh-CN': '{what} 已关闭' },
})
