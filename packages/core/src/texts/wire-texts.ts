import { defineTexts } from './text.js'

/** Texts about what travels and what is stored: values that cannot be carried, messages and records that cannot be read. */
export const wireTexts = defineTexts({
  encodeFailed: {
    en: '{subject} cannot be sent: {path} is {problem}',
    'zh-CN': '{subject}无法发送：{path} 是{problem}',
  },
  aJob: { en: 'A job of {task}', 'zh-CN': '任务 {task} ' },
  theResult: { en: 'The result of {task}', 'zh-CN': '任务 {task} 的结果' },
  theStep: { en: 'The result of the step {step}', 'zh-CN': '步骤 {step} 的结果' },
  theProgress: { en: 'The progress', 'zh-CN': '进度' },
  theStreamItem: { en: 'The item of the stream', 'zh-CN': '流中的项' },
  itemTooLarge: {
    en: 'The item of the stream has {bytes} bytes as JSON, more than {limit}: split it, or write a reference to it',
    'zh-CN': '流中的项作为 JSON 有 {bytes} 字节，超过 {limit}：请拆分，或写入其引用',
  },
  itemUnreadable: {
    en: 'Item {id} of the stream is not JSON',
    'zh-CN': '流中的项 {id} 不是 JSON',
  },
  theSignal: { en: 'The signal {name}', 'zh-CN': '信号 {name} ' },
  signalTooLarge: {
    en: 'The signal {name} has {bytes} bytes of JSON; at most {limit} are kept. Send a reference to the data',
    'zh-CN': '信号 {name} 的 JSON 有 {bytes} 字节，最多保存 {limit} 字节。请改为发送数据的引用',
  },
  value: { en: '{value}', 'zh-CN': ' {value}' },
  bigInt: { en: 'a BigInt', 'zh-CN': ' BigInt 值' },
  symbol: { en: 'a symbol', 'zh-CN': ' symbol 值' },
  function: { en: 'a function', 'zh-CN': '函数' },
  cycle: { en: 'a cycle', 'zh-CN': '循环引用' },
  tooDeep: { en: 'nested too deeply', 'zh-CN': '嵌套过深的值' },
  unreadableObject: { en: 'an object that cannot be read', 'zh-CN': '无法读取的对象' },
  bytes: {
    en: 'a {name}; send base64 text, or use a codec that carries bytes',
    'zh-CN': ' {name}；请发送 base64 文本，或使用能传送字节的编解码器',
  },
  instance: { en: 'a {name}', 'zh-CN': ' {name}' },
  prototypeKey: { en: 'an object with a key __proto__', 'zh-CN': '带有 __proto__ 键的对象' },
  throwingGetter: { en: 'a getter that throws', 'zh-CN': '抛出异常的 getter' },
  throwingToJson: {
    en: 'a {name} whose toJSON throws',
    'zh-CN': ' {name}，其 toJSON 抛出异常',
  },
  withoutValue: { en: 'a {name} without a value', 'zh-CN': '没有值的 {name}' },
  refusedByCodec: { en: 'refused by the codec', 'zh-CN': '编解码器拒绝的值' },

  encrypted: { en: 'encrypted (key {keyId})', 'zh-CN': '已加密（密钥 {keyId}）' },
  encryptedCut: {
    en: 'encrypted (key {keyId}), cut here; the job’s record has all of it',
    'zh-CN': '已加密（密钥 {keyId}），此处被截断；任务的记录中有全部内容',
  },
  encryptedDamaged: {
    en: 'encrypted (key {keyId}), does not open',
    'zh-CN': '已加密（密钥 {keyId}），无法解开',
  },

  decodeFailed: { en: 'The message is unreadable: {reason}', 'zh-CN': '消息无法读取：{reason}' },
  notUtf8: { en: 'it is not UTF-8', 'zh-CN': '不是 UTF-8' },
  notJson: { en: 'it is not JSON', 'zh-CN': '不是 JSON' },
  notAnObject: { en: 'it is not an object', 'zh-CN': '不是对象' },
  kindNotObject: { en: 'it is {kind}, not an object', 'zh-CN': '应为对象，实际为“{kind}”' },
  keyMissing: { en: '{key} is missing', 'zh-CN': '缺少 {key}' },
  keyKind: {
    en: '{key} is {kind}, not {wanted}',
    'zh-CN': '{key} 应为“{wanted}”，实际为“{kind}”',
  },
  statusUnknown: { en: 'status is {value}', 'zh-CN': 'status 为 {value}' },
  encodingUnknown: {
    en: 'its content encoding is {value}',
    'zh-CN': '其 content encoding 为 {value}',
  },
  notCompressed: { en: 'it cannot be decompressed', 'zh-CN': '无法解压' },
  codecMissing: {
    en: 'no codec for its content type {value}',
    'zh-CN': '没有适用于其 content type {value} 的编解码器',
  },
  notATurn: {
    en: 'The result store holds something that is not the turn of a job in its place',
    'zh-CN': '结果存储中该位置的内容不是任务的轮次',
  },
  notASignal: {
    en: 'The result store holds something that is no signal of a job',
    'zh-CN': '结果存储中的内容不是任务的信号',
  },
  notARecord: {
    en: 'The result store holds something that is not a job record: {reason}',
    'zh-CN': '结果存储中的内容不是任务记录：{reason}',
  },
})
