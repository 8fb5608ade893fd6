import { defineTexts } from '@arq/core'

/** Texts of `arq explain`. */
export const explainTexts = defineTexts({
  codesArgument: {
    en: 'Codes of errors; without one, all that there are',
    'zh-CN': '错误码；不给出则列出全部',
  },
  exampleOne: {
    en: 'what an error means that a program or arq itself has shown',
    'zh-CN': '程序或 arq 显示的错误是什么意思',
  },
  exampleAll: { en: 'every code, in a line each', 'zh-CN': '全部错误码，每行一个' },
  exampleJson: { en: 'for a program to read', 'zh-CN': '供程序读取' },
  head: { en: '{code}: {meaning}', 'zh-CN': '{code}：{meaning}' },
  todo: { en: 'What to do:         {action}', 'zh-CN': '处理：        {action}' },
  later: { en: 'May succeed later:  {answer}', 'zh-CN': '稍后可能成功：{answer}' },
  sent: { en: 'Has it been sent:   {answer}', 'zh-CN': '消息是否送达：{answer}' },
  yes: { en: 'yes, the same call, with nothing changed', 'zh-CN': '是，原样重复调用即可' },
  no: { en: 'no, not before something is changed', 'zh-CN': '否，必须先作出更改' },
  unknownCode: {
    en: 'no error has the code {code}; `arq explain` lists all',
    'zh-CN': '没有错误码 {code}；`arq explain` 列出全部',
  },
  unknownCodeMeant: {
    en: 'no error has the code {code}; did you mean {meant}?',
    'zh-CN': '没有错误码 {code}；是否想用 {meant}？',
  },
})
