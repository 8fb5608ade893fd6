import { defineTexts } from '../texts/text.js'

/** What the keys of an encryption, and where it is used, can get wrong. */
export const payloadTexts = defineTexts({
  keyIdWrong: {
    en: 'an id of a key has 1 to 64 letters, digits, “.”, “-” and “_”',
    'zh-CN': '密钥 id 由 1 到 64 个字母、数字、“.”、“-”和“_”组成',
  },
  keyBytesWrong: {
    en: 'must be {bytes} bytes, or base64 of them',
    'zh-CN': '必须是 {bytes} 字节，或其 base64 文本',
  },
  keyNotGiven: {
    en: 'is not among keys, and there is no load',
    'zh-CN': '不在 keys 中，也没有 load',
  },
  cannotSealHere: {
    en: 'A browser cannot encrypt jobs: encrypt on a server',
    'zh-CN': '浏览器中无法加密任务：请在服务器上加密',
  },
  encryptedForPython: {
    en: 'Python’s workers and clients cannot read encrypted jobs, and {what} is shared with them: take encryption or the shared layout away',
    'zh-CN':
      'Python 的 worker 和 client 无法读取加密的任务，而 {what} 与它们共用：请去掉 encryption 或共用的布局',
  },
})
