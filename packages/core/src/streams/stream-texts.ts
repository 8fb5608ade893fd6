import { defineTexts } from '../texts/text.js'

/** What a stream, and a place in it, can get wrong. */
export const streamTexts = defineTexts({
  streamNameReserved: {
    en: 'must not begin with {prefix}',
    'zh-CN': '不能以 {prefix} 开头',
  },
  mustBeStreamId: {
    en: 'must be the id of an entry of a stream',
    'zh-CN': '必须是流中某一项的 id',
  },
})
