import { defineTexts } from '@arq/core'

export const tourTexts = defineTexts({
  label: { en: 'Tour', 'zh-CN': '导览' },
  step: { en: 'Step {number} of {count}', 'zh-CN': '第 {number} 步，共 {count} 步' },
  next: { en: 'Next', 'zh-CN': '下一步' },
  back: { en: 'Back', 'zh-CN': '上一步' },
  finish: { en: 'Now try the rest', 'zh-CN': '试试其余的' },
  running: { en: 'Watch…', 'zh-CN': '请看…' },
  over: {
    en: 'That was the tour. Press what you like: nothing here can be broken.',
    'zh-CN': '导览结束。随意操作：这里什么都不会弄坏。',
  },
  restart: { en: 'Tour again', 'zh-CN': '再看一遍' },

  jobTitle: { en: 'A job runs', 'zh-CN': '执行一个任务' },
  jobWords: {
    en: 'The client sends a job to the queue, a free worker takes it.',
    'zh-CN': '客户端把任务发到队列，空闲的 worker 取走它。',
  },
  jobAct: { en: 'Enqueue a job', 'zh-CN': '入队一个任务' },
  jobDone: {
    en: 'It ran, and its result came back to the client.',
    'zh-CN': '任务已执行，结果回到了客户端。',
  },

  killTitle: { en: 'A worker dies in the middle', 'zh-CN': 'worker 中途终止' },
  killWords: {
    en: 'The worker is killed while it runs the job. Another one takes over.',
    'zh-CN': '任务执行到一半，worker 被强制终止，由另一个接手。',
  },
  killAct: { en: 'Enqueue, then kill its worker', 'zh-CN': '入队，然后终止它的 worker' },
  killDone: {
    en: 'Nothing is lost: the job was not acknowledged, so the broker gave it to another worker.',
    'zh-CN': '没有丢失：任务尚未确认，消息服务器把它交给了另一个 worker。',
  },

  retryTitle: { en: 'A job fails, and is tried again', 'zh-CN': '任务失败并重试' },
  retryWords: {
    en: 'The bank does not answer. The job waits outside the workers, a little longer each time.',
    'zh-CN': '银行没有应答。任务在 worker 之外等待，每次稍长一些。',
  },
  retryAct: { en: 'Charge a card', 'zh-CN': '扣款' },
  retryDone: { en: 'The third try went well.', 'zh-CN': '第三次执行成功。' },

  clockTitle: { en: 'An hour passes', 'zh-CN': '一小时过去' },
  clockWords: {
    en: 'A job is put off by an hour, and the clock of this page is turned forward.',
    'zh-CN': '任务推迟一小时，然后把页面时钟向前拨。',
  },
  clockAct: { en: 'Defer a job, turn the clock', 'zh-CN': '推迟任务并拨动时钟' },
  clockDone: {
    en: 'It came when it was due, and so did the hourly cron job: once, though each worker knows of it.',
    'zh-CN': '任务按时到来，整点的定时任务也是：每个 worker 都知道它，但只执行一次。',
  },

  poisonTitle: { en: 'A job that kills workers', 'zh-CN': '使 worker 崩溃的任务' },
  poisonWords: {
    en: 'Whichever worker runs it dies. This takes half a minute; the clock can be turned.',
    'zh-CN': '执行它的 worker 都会终止。大约需要半分钟，也可以拨动时钟。',
  },
  poisonAct: { en: 'Send poison', 'zh-CN': '发送有害任务' },
  poisonDone: {
    en: 'It ran alone at last, killed its worker, and is a dead letter now. Workers and other jobs go on.',
    'zh-CN': '它最后单独执行，又使 worker 终止，于是成为死信。worker 与其他任务照常进行。',
  },
})
