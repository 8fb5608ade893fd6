import { defineTexts } from '../../../language/text.js'

/** Words of the signals of a job. */
export const signalTexts = defineTexts({
  title: { en: 'Signals', 'zh-CN': '信号' },
  none: {
    en: 'It waits for no signal now. One that comes early is kept for it.',
    'zh-CN': '当前未等待任何信号。提前到达的信号会为其保留。',
  },
  name: { en: 'Signal', 'zh-CN': '信号' },
  state: { en: 'State', 'zh-CN': '状态' },
  when: { en: 'When', 'zh-CN': '时间' },
  payload: { en: 'Payload', 'zh-CN': '载荷' },
  acts: { en: 'Acts', 'zh-CN': '操作' },
  waiting: { en: 'waited for', 'zh-CN': '等待中' },
  given: { en: 'given', 'zh-CN': '已收到' },
  timedOut: { en: 'did not come in time', 'zh-CN': '已超时' },
  since: { en: 'since', 'zh-CN': '自' },
  until: { en: 'gives up', 'zh-CN': '放弃时间' },

  send: { en: 'Send', 'zh-CN': '发送' },
  sendOf: { en: 'Send {name}', 'zh-CN': '发送 {name}' },
  sendOther: { en: 'Send a signal', 'zh-CN': '发送信号' },
  ask: { en: 'Send a signal to this job', 'zh-CN': '向此任务发送信号' },
  lead: {
    en: 'The job goes on with it as soon as it asks for it, at once if it waits. The first signal of a name stays: a later one changes nothing.',
    'zh-CN':
      '任务请求该信号时即以其继续；若正在等待，则立即继续。同名信号以第一个为准：之后的不再生效。',
  },
  nameHint: {
    en: 'The name that the task gives to ctx.waitFor()',
    'zh-CN': '任务传给 ctx.waitFor() 的名称',
  },
  nameNeeded: { en: 'Write the name of the signal', 'zh-CN': '请填写信号名称' },
  payloadLabel: { en: 'Payload as JSON', 'zh-CN': '载荷（JSON）' },
  payloadHint: {
    en: 'What ctx.waitFor() gives back, such as true or {"by":"ada"}. Empty: null',
    'zh-CN': 'ctx.waitFor() 的返回值，例如 true 或 {"by":"ada"}。留空：null',
  },
  notJson: {
    en: 'This is no JSON. A text stands in quotes: "yes". {problem}',
    'zh-CN': '不是 JSON。文本须加引号："yes"。{problem}',
  },

  accepted: { en: 'The job has the signal {name}', 'zh-CN': '任务已收到信号 {name}' },
  already: {
    en: 'Another signal {name} was first: this one changes nothing',
    'zh-CN': '已有其他信号 {name} 先到：本次发送不生效',
  },
  tooLate: {
    en: 'The job waited for {name} in vain and has gone on: this signal changes nothing',
    'zh-CN': '任务等待 {name} 超时并已继续：本次发送不生效',
  },
  ended: {
    en: 'The job has ended: it takes no signal any more',
    'zh-CN': '任务已结束：不再接收信号',
  },
})
