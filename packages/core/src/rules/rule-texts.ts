import { defineTexts } from '../texts/text.js'

/** What a value has to be. */
export const ruleTexts = defineTexts({
  mustBeObject: { en: 'must be an object', 'zh-CN': '必须是对象' },
  mustBeText: { en: 'must be text', 'zh-CN': '必须是文本' },
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
  mustBeOneOf: { en: 'must be {choice}', 'zh-CN': '必须是 {choice}' },
  choice: { en: '{others} or {last}', 'zh-CN': '{others} 或 {last}' },
  onlyChoice: { en: '{last}', 'zh-CN': '{last}' },
  mustBeFunction: { en: 'must be a function', 'zh-CN': '必须是函数' },
  mustBeFunctions: {
    en: 'must be a function, or a list of functions',
    'zh-CN': '必须是函数或函数列表',
  },
  mustBeMoreThanZero: { en: 'must be more than 0', 'zh-CN': '必须大于 0' },
  invalidDuration: {
    en: 'must be a duration: seconds as a number, or text such as "250ms", "10s", "5m", "2h", "1d", from 0 to 1000 years; got {value}',
    'zh-CN':
      '必须是时长：数字表示秒，或 "250ms"、"10s"、"5m"、"2h"、"1d" 这样的文本，范围 0 到 1000 年；收到 {value}',
  },
  textEmpty: { en: 'must not be empty', 'zh-CN': '不能为空' },
  textNotWellFormed: {
    en: 'must be well-formed Unicode, without half of a surrogate pair; got {value}',
    'zh-CN': '必须是合法的 Unicode 文本，不能包含不成对的代理项；收到 {value}',
  },
  textHasControl: {
    en: 'must have no control characters such as {character}; got {value}',
    'zh-CN': '不能包含 {character} 这样的控制字符；收到 {value}',
  },
  textTooLong: {
    en: 'must be at most {limit} bytes of UTF-8, is {bytes}; got {value}',
    'zh-CN': '最多 {limit} 个 UTF-8 字节，实际 {bytes}；收到 {value}',
  },
  invalidLifetime: {
    en: 'must be "forever" or a duration: seconds as a number, or text such as "1d", up to 1000 years; got {value}',
    'zh-CN': '必须是 "forever" 或时长：数字表示秒，或 "1d" 这样的文本，最长 1000 年；收到 {value}',
  },
  queueNameReserved: {
    en: 'must not begin with "{prefix}": {owner} keeps these names for itself; got {value}',
    'zh-CN': '不能以 "{prefix}" 开头：这些名称由 {owner} 保留；收到 {value}',
  },
  headersNotObject: {
    en: 'must be an object of texts by name; got {value}',
    'zh-CN': '必须是以名称为键、文本为值的对象；收到 {value}',
  },
  headerWrong: { en: 'the header {name} {problem}', 'zh-CN': '消息头 {name} {problem}' },
  headerReserved: {
    en: 'has a meaning for {owner}: choose another name',
    'zh-CN': '对 {owner} 有特殊含义：请换一个名称',
  },
  headerNameLost: {
    en: 'has a name that JavaScript objects lose: choose another one',
    'zh-CN': '的名称会在 JavaScript 对象中丢失：请换一个名称',
  },
  headerNotText: { en: 'must be text; got {value}', 'zh-CN': '必须是文本；收到 {value}' },
  headersTooLong: {
    en: 'must be at most {limit} bytes together, are {bytes}',
    'zh-CN': '总共最多 {limit} 字节，实际 {bytes}',
  },
  momentNotDate: {
    en: 'must be a Date or an ISO 8601 text; got {value}',
    'zh-CN': '必须是 Date 或 ISO 8601 文本；收到 {value}',
  },
  momentNotIso: {
    en: 'must be an ISO 8601 text of a day in the calendar, in the years 1 to 9999, such as "2026-11-22T01:35:00Z"; got {value}',
    'zh-CN':
      '必须是 ISO 8601 文本，日期真实存在，年份在 1 到 9999 之间，例如 "2026-11-22T01:35:00Z"；收到 {value}',
  },
  momentOutOfRange: {
    en: 'must be in the years 1 to 9999, which is what every reader of a job can read; got {value}',
    'zh-CN': '年份必须在 1 到 9999 之间，否则读取任务的一方无法解析；收到 {value}',
  },
  expiresNotMoment: {
    en: 'must be a Date or a duration; got {value}',
    'zh-CN': '必须是 Date 或时长；收到 {value}',
  },
})
