import { defineTexts } from '../../../language/text.js'

/** Words of the streams and the inbox of a job. */
export const streamTexts = defineTexts({
  title: { en: 'Streams', 'zh-CN': '流' },
  none: { en: 'It has written to no stream so far', 'zh-CN': '尚未写入任何流' },
  which: { en: 'Stream', 'zh-CN': '流' },
  asText: { en: 'Text', 'zh-CN': '文本' },
  asItems: { en: 'Items', 'zh-CN': '逐项' },
  shownAs: { en: 'Shown as', 'zh-CN': '显示方式' },
  pause: { en: 'Pause', 'zh-CN': '暂停' },
  goOn: { en: 'Go on', 'zh-CN': '继续' },

  opening: { en: 'connecting', 'zh-CN': '正在连接' },
  live: { en: 'live', 'zh-CN': '实时' },
  paused: { en: 'paused', 'zh-CN': '已暂停' },
  broken: { en: 'cut off, connecting again', 'zh-CN': '连接中断，正在重连' },
  ended: { en: 'the job has ended', 'zh-CN': '任务已结束' },
  trouble: { en: 'cannot be read', 'zh-CN': '无法读取' },

  nothingYet: { en: 'Nothing has come yet', 'zh-CN': '尚无内容' },
  earlier: {
    en: '{count} earlier {count|item is|items are} not shown here',
    'zh-CN': '更早的 {count} 项未在此显示',
  },
  missed: {
    en: '{count} {count|item was|items were} dropped before this',
    'zh-CN': '此前有 {count} 项已被丢弃',
  },
  anew: {
    en: 'The task has begun anew: try {try}',
    'zh-CN': '任务函数已重新开始：第 {try} 次尝试',
  },
  cut: { en: '… the rest is not shown', 'zh-CN': '… 其余未显示' },

  message: { en: 'Message to its inbox', 'zh-CN': '发送到收件箱的消息' },
  messageHint: {
    en: 'The task reads it by ctx.inbox. JSON where it is JSON, else a text.',
    'zh-CN': '任务通过 ctx.inbox 读取。是 JSON 则按 JSON，否则按文本发送。',
  },
  send: { en: 'Send', 'zh-CN': '发送' },
  sent: { en: 'The message is kept for the job', 'zh-CN': '消息已为任务保留' },
  hasEnded: {
    en: 'The job has ended: it reads no message any more',
    'zh-CN': '任务已结束：不再读取消息',
  },
  needed: { en: 'Write a message', 'zh-CN': '请填写消息' },
})
