import { defineTexts } from '@arq/core'

/** Texts of the verbs about streams of jobs, and about messages to them. */
export const streamTexts = defineTexts({
  streamArgument: {
    en: 'Id of the job, then the name of its stream',
    'zh-CN': '任务 ID，随后是流的名称',
  },
  afterFlag: {
    en: 'Only what comes after the item of this id, as --json shows it',
    'zh-CN': '只显示此 id（见 --json 的输出）之后的内容',
  },
  rawFlag: {
    en: 'Texts as they are, without a line for each',
    'zh-CN': '原样输出文本，不逐项换行',
  },
  exampleStream: { en: 'a text as it is written', 'zh-CN': '随写随看的文本' },
  exampleStreamJson: {
    en: 'a line of JSON for each item, on from where a reader was',
    'zh-CN': '每项一行 JSON，从上次的位置继续',
  },
  missed: {
    en: '({missed} items before this one were dropped)',
    'zh-CN': '（此前有 {missed} 项已被丢弃）',
  },
  anew: {
    en: '(the task has begun anew: try {jobTry})',
    'zh-CN': '（任务函数已重新开始：第 {jobTry} 次尝试）',
  },
  nothing: {
    en: 'Job {id} has ended, and nothing is kept of a stream {name}.',
    'zh-CN': '任务 {id} 已结束，没有保留流 {name} 的任何内容。',
  },
  noName: {
    en: 'needs the id of a job and the name of one of its streams',
    'zh-CN': '需要任务 ID 和它的一个流的名称',
  },

  sendArgument: {
    en: 'Id of the job, then the message: JSON where it is JSON, else text',
    'zh-CN': '任务 ID，随后是消息：是 JSON 则按 JSON 解析，否则为文本',
  },
  exampleSend: { en: 'a text', 'zh-CN': '文本' },
  exampleSendJson: { en: 'an object', 'zh-CN': '对象' },
  noMessage: {
    en: 'needs the id of a job and a message',
    'zh-CN': '需要任务 ID 和一条消息',
  },
  sent: { en: '{id}: sent.', 'zh-CN': '{id}：已发送。' },
  hasEnded: {
    en: 'Job {id} has ended: nobody reads the message',
    'zh-CN': '任务 {id} 已结束：没有人会读取该消息',
  },
})
