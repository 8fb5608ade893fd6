import { defineTexts } from '../texts/text.js'

/** What keys of an encryption and payload stores can get wrong, and what stands for what lies apart. */
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
  storedApart: { en: 'stored apart ({size})', 'zh-CN': '另行存储（{size}）' },
  storedNoMore: {
    en: 'stored apart ({size}), no longer kept',
    'zh-CN': '另行存储（{size}），已不再保存',
  },
  storedForPython: {
    en: 'Python’s workers and clients cannot read payloads that are stored apart, and {what} is shared with them: take payloads or the shared layout away',
    'zh-CN':
      'Python 的 worker 和 client 无法读取另行存储的 payload，而 {what} 与它们共用：请去掉 payloads 或共用的布局',
  },
  aPayloadStore: { en: 'a payload store', 'zh-CN': ' payload 存储' },
  mustBePayloads: {
    en: 'must be an object with a payload store: {object}',
    'zh-CN': '必须是带有 payload 存储的对象：{object}',
  },
  folderAbsent: {
    en: 'the folder {folder} for payloads cannot be written to: {problem}. All clients and workers need the same folder',
    'zh-CN': '无法写入 payload 文件夹 {folder}：{problem}。所有 client 和 worker 需要同一个文件夹',
  },
  noFilesHere: {
    en: 'A browser has no files to keep payloads in',
    'zh-CN': '浏览器中没有可保存 payload 的文件',
  },
  needsEntriesForPayloads: {
    en: 'payloads in the result store',
    'zh-CN': '结果存储中的 payload',
  },
})
