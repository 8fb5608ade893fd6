import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
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
