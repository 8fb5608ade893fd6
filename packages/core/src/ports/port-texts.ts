import { defineTexts } from '../texts/text.js'

/** What ports are called, and what one can lack or refuse. */
export const portTexts = defineTexts({
  aCodec: { en: 'a codec', 'zh-CN': '编解码器' },
  aClock: { en: 'a clock', 'zh-CN': '时钟' },
  aTransport: { en: 'a transport', 'zh-CN': '传输' },
  aResultStore: { en: 'a result store', 'zh-CN': '结果存储' },
  anEncryption: { en: 'an encryption', 'zh-CN': '加密器' },
  needsEntries: {
    en: '{what} needs a result store with entries: memory, Redis or SQL',
    'zh-CN': '{what} 需要支持 entries 的结果存储：内存、Redis 或 SQL',
  },
  needsResultStore: {
    en: '{what} needs a result store: pass resultStore when creating the client',
    'zh-CN': '{what} 需要结果存储：创建 client 时请传入 resultStore',
  },
  needsStreams: {
    en: '{what} needs a result store that keeps streams, as Redis, PostgreSQL and memory do: pass one as resultStore',
    'zh-CN': '{what} 需要支持流的结果存储，例如 Redis、PostgreSQL 或内存：请作为 resultStore 传入',
  },
  prefetchOutOfRange: {
    en: 'must be a whole number from 1 to {most}, got {value}',
    'zh-CN': '必须是 1 到 {most} 之间的整数，收到 {value}',
  },
  noDelays: {
    en: 'Delays are not possible over {transport}',
    'zh-CN': '{transport} 不支持延迟任务',
  },
  delayTooLong: {
    en: 'The job would have to wait {seconds} s; {transport} delays by at most {longest} s',
    'zh-CN': '任务需要等待 {seconds} 秒；{transport} 最多支持 {longest} 秒的延迟',
  },
  notOpened: {
    en: '{what} could not be opened within {seconds} s',
    'zh-CN': '{what} 未能在 {seconds} 秒内打开',
  },
  publishingBlocked: {
    en: 'The broker takes no messages: {reason}',
    'zh-CN': '消息服务器暂停接收消息：{reason}',
  },
  notConsuming: {
    en: 'Nothing is consumed from {queue}: {error}',
    'zh-CN': '未能消费 {queue}：{error}',
  },
  unknownScheme: {
    en: 'No {kind} is registered for "{scheme}:"; a URL begins with one of {known}',
    'zh-CN': '没有为 "{scheme}:" 注册 {kind}；URL 应以下列之一开头：{known}',
  },
  deliverySettled: {
    en: 'A delivery from {queue} was settled twice',
    'zh-CN': '来自 {queue} 的一次投递被重复确认',
  },
})
