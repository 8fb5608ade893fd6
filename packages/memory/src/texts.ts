import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  unroutable: {
    en: 'Nobody listens at the reply address {address}: its reply box is closed or its process is gone',
    'zh-CN': '回复地址 {address} 无人监听：回复邮箱已关闭或其进程已退出',
  },
  connectionCut: {
    en: 'The connection to the memory broker was cut',
    'zh-CN': '与内存 broker 的连接被切断',
  },
  confirmLost: {
    en: 'The connection to the memory broker was cut before message {messageId} was confirmed; whether {queue} has it is unknown',
    'zh-CN':
      '在消息 {messageId} 得到确认之前，与内存 broker 的连接被切断；队列 {queue} 是否已收到它未知',
  },
  queueNotFound: {
    en: 'Queue {queue} does not exist, and is to be consumed as it is',
    'zh-CN': '队列 {queue} 不存在，且须按原样消费',
  },
  clockBelongsElsewhere: {
    en: 'give the clock to the {owner}: several share it, and with it the time',
    'zh-CN': '请把 clock 传给 {owner}：它由多方共享，时间也随之共享',
  },
  notAClock: {
    en: 'must be a Clock: an object with now, monotonicNow, setTimer',
    'zh-CN': '必须是 Clock：带有 now、monotonicNow、setTimer 的对象',
  },
  onFailureInvalid: {
    en: 'must be "degrade" or "refuse", got {value}',
    'zh-CN': '必须是 "degrade" 或 "refuse"，收到 {value}',
  },
  storeDown: {
    en: 'The memory result store was told to fail',
    'zh-CN': '内存结果存储被设置为失败状态',
  },
})
