import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  noAnswerYet: { en: 'no answer yet', 'zh-CN': '尚无响应' },
  schemeUnknown: {
    en: 'begins with {protocol}; known: redis:, rediss: (TLS)',
    'zh-CN': '以 {protocol} 开头；已知：redis:、rediss:（TLS）',
  },
  notADatabase: {
    en: 'has {pathname} where a database number is expected',
    'zh-CN': '在应为数据库编号的位置是 {pathname}',
  },
  prefixEmpty: { en: 'has an empty ?prefix=', 'zh-CN': '的 ?prefix= 为空' },
  tlsNeedsRediss: { en: 'needs a rediss: url', 'zh-CN': '需要 rediss: 的 url' },
  notARecord: {
    en: 'Redis key {key} holds something that is not a job record: {reason}. If another program uses this prefix, choose another keyPrefix',
    'zh-CN':
      'Redis 键 {key} 中的内容不是任务记录：{reason}。若其他程序也使用该前缀，请更换 keyPrefix',
  },
  unknownStatus: {
    en: 'it is not a job status',
    'zh-CN': '它不是任务状态',
  },
})
