import { defineTexts } from './text.js'

/** What is said of values of callers that have no form, or not the one that they need. */
export const formTexts = defineTexts({
  decodeFailed: {
    en: 'Cannot read {subject}: {reason}',
    'zh-CN': '无法读取{subject}：{reason}',
  },
  encodeFailed: {
    en: 'Cannot write {subject}: {reason}',
    'zh-CN': '无法写入{subject}：{reason}',
  },

  // --- what it is
  theMessageId: { en: 'the message id "{id}"', 'zh-CN': '消息 ID "{id}"' },
  theRecallHandle: { en: 'the recall handle "{handle}"', 'zh-CN': '撤回句柄 "{handle}"' },
  thePopHandle: { en: 'the handle of a popped message', 'zh-CN': 'pop 消息的句柄' },
  theProperties: { en: 'the properties of a message', 'zh-CN': '消息的属性' },
  aProperty: { en: 'a property', 'zh-CN': '属性' },
  theProperty: { en: 'property {name}', 'zh-CN': '属性 {name}' },
  theBatchMember: { en: 'message {index} of a batch', 'zh-CN': '批次中的第 {index} 条消息' },
  theBatch: { en: 'a batch of {count} messages', 'zh-CN': '包含 {count} 条消息的批次' },
  theBrokerSetting: { en: 'the broker setting {name}', 'zh-CN': 'broker 设置 {name}' },
  theAddress: { en: 'the address {address}', 'zh-CN': '地址 {address}' },

  // --- what is wrong with it
  idNeedsDigits: {
    en: 'it needs 32 or 56 hex digits',
    'zh-CN': '需要 32 或 56 个十六进制数字',
  },
  idHasNoPort: {
    en: '{port} is no port: is it a unique id?',
    'zh-CN': '{port} 不是端口号：它是否为唯一 ID？',
  },
  recallHandleForeign: {
    en: 'it is not what the send of a timer message answered (recallHandle)',
    'zh-CN': '它不是发送定时消息时返回的 recallHandle',
  },
  propertiesTooLarge: {
    en: 'they have {bytes} bytes, the limit is {limit}; keep large values in the body',
    'zh-CN': '共 {bytes} 字节，上限为 {limit}；请把大的值放在消息体中',
  },
  nameIsEmpty: { en: 'its name is empty', 'zh-CN': '名称为空' },
  nameHasSeparator: {
    en: 'its name contains U+0001 or U+0002, which separate properties',
    'zh-CN': '名称包含用于分隔属性的 U+0001 或 U+0002',
  },
  valueHasSeparator: {
    en: 'its value contains U+0001 or U+0002, which separate properties',
    'zh-CN': '值包含用于分隔属性的 U+0001 或 U+0002',
  },
  memberPropertiesTooLarge: {
    en: 'its properties have {bytes} bytes, the limit is {limit}',
    'zh-CN': '其属性共 {bytes} 字节，上限为 {limit}',
  },
  batchTooLarge: {
    en: 'it has {bytes} bytes, the limit is {limit} (maxMessageBytes)',
    'zh-CN': '共 {bytes} 字节，上限为 {limit}（maxMessageBytes）',
  },
  isNoName: { en: 'it is no name', 'zh-CN': '不是合法的名称' },
  isNoIpAddress: { en: 'it is no IP address', 'zh-CN': '不是 IP 地址' },
})
