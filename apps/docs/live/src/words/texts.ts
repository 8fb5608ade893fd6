import { defineTexts } from '@arq/core'

import type { JobKind } from '../world/names.js'

export const texts = defineTexts({
  title: { en: 'The queue, in this page', 'zh-CN': '页面里的队列' },
  intro: {
    en: 'A broker, a client and two workers run here, in your browser. It is the same code that runs on your servers; only the broker is one in memory.',
    'zh-CN':
      '这里有一个消息服务器、一个客户端和两个 worker，都运行在你的浏览器里。代码与服务器上的完全相同，只是消息服务器在内存中。',
  },
  loading: { en: 'The queue starts…', 'zh-CN': '队列正在启动…' },
  cannotStart: {
    en: 'The queue could not start: {reason}',
    'zh-CN': '队列无法启动：{reason}',
  },
  clock: { en: 'Time in this page', 'zh-CN': '页面时间' },
  turnBy: { en: '+{step}', 'zh-CN': '+{step}' },
  turnLabel: { en: 'Turn the clock forward by {step}', 'zh-CN': '时钟向前拨 {step}' },
  client: { en: 'Client', 'zh-CN': '客户端' },
  enqueue: { en: 'Enqueue', 'zh-CN': '入队' },
  delayed: { en: 'Delayed', 'zh-CN': '延迟' },
  delayedNone: { en: 'Nothing waits for its time', 'zh-CN': '没有等待到期的任务' },
  due: { en: 'in {wait}', 'zh-CN': '{wait}后' },
  queue: { en: 'Queue', 'zh-CN': '队列' },
  queueNone: { en: 'Empty: nothing waits', 'zh-CN': '空：没有等待的任务' },
  queueCounts: {
    en: 'The broker says: {ready} ready, {unacknowledged} handed out and not acknowledged',
    'zh-CN': '消息服务器：就绪 {ready}，已发出未确认 {unacknowledged}',
  },
  suspects: {
    en: '{count} that a worker may have died of',
    'zh-CN': '可能使 worker 终止的任务 {count} 个',
  },
  more: { en: '+{count}', 'zh-CN': '+{count}' },
  heldBy: { en: 'held by worker {name}', 'zh-CN': 'worker {name} 持有' },
  worker: { en: 'Worker {name}', 'zh-CN': 'Worker {name}' },
  workers: { en: 'Workers', 'zh-CN': 'Worker' },
  working: { en: 'working', 'zh-CN': '工作中' },
  stopping: { en: 'stopping', 'zh-CN': '停止中' },
  dead: { en: 'dead, is started again soon', 'zh-CN': '已终止，稍后重启' },
  off: { en: 'not started', 'zh-CN': '未启动' },
  cutOff: { en: 'cut off, reconnects', 'zh-CN': '断线，正在重连' },
  connected: { en: 'connected', 'zh-CN': '已连接' },
  freeSlot: { en: 'free slot', 'zh-CN': '空闲槽位' },
  inHand: { en: 'Waits here for a slot: {jobs}', 'zh-CN': '在此等待槽位：{jobs}' },
  kill: { en: 'Kill', 'zh-CN': '终止' },
  killLabel: { en: 'Kill worker {name}', 'zh-CN': '终止 worker {name}' },
  cut: { en: 'Cut connection', 'zh-CN': '切断连接' },
  cutLabel: { en: 'Cut connection of worker {name}', 'zh-CN': '切断连接：worker {name}' },
  cutClientLabel: { en: 'Cut connection of the client', 'zh-CN': '切断连接：客户端' },
  start: { en: 'Start worker {name}', 'zh-CN': '启动 worker {name}' },
  stop: { en: 'Stop', 'zh-CN': '停止' },
  stopLabel: { en: 'Stop worker {name} in order', 'zh-CN': '有序停止 worker {name}' },
  abort: { en: 'Abort', 'zh-CN': '中止' },
  abortLabel: { en: 'Abort job {number}', 'zh-CN': '中止任务 {number}' },
  job: { en: 'Job {number}', 'zh-CN': '任务 {number}' },
  progress: { en: 'Progress of job {number}', 'zh-CN': '任务 {number} 的进度' },
  tryOf: { en: 'try {jobTry}', 'zh-CN': '第 {jobTry} 次' },
  ended: { en: 'Results', 'zh-CN': '结果' },
  endedNone: { en: 'No job has ended yet', 'zh-CN': '还没有任务结束' },
  endedCount: {
    en: '{ended} of {all} jobs have ended',
    'zh-CN': '{all} 个任务中 {ended} 个已结束',
  },
  aborted: { en: 'aborted', 'zh-CN': '已中止' },
  deadLetters: { en: 'Dead letters', 'zh-CN': '死信' },
  deadNone: { en: 'None', 'zh-CN': '没有' },
  log: { en: 'What happens', 'zh-CN': '正在发生什么' },
  logNone: { en: 'Nothing yet: enqueue a job.', 'zh-CN': '还没有：请入队一个任务。' },
  guarantee: { en: 'Guarantee', 'zh-CN': '保证' },
  dashboard: { en: 'Dashboard', 'zh-CN': '仪表盘' },
  openDashboard: { en: 'Open the dashboard', 'zh-CN': '打开仪表盘' },
  dashboardHint: {
    en: 'The real one, @arq/dashboard, on the queue of this page: look at jobs, send dead letters back, pause workers.',
    'zh-CN': '真正的 @arq/dashboard，连接本页的队列：查看任务、重新投递死信、暂停 worker。',
  },
})

/** What the buttons say. */
export const kindTexts = defineTexts({
  plain: { en: 'A job', 'zh-CN': '一个任务' },
  many: { en: '100 jobs', 'zh-CN': '100 个任务' },
  delayed: { en: 'In 10 s', 'zh-CN': '10 秒后' },
  hour: { en: 'In 1 h', 'zh-CN': '1 小时后' },
  flaky: { en: 'Fails twice', 'zh-CN': '失败两次' },
  broken: { en: 'Cannot work', 'zh-CN': '无法完成' },
  long: { en: 'Takes 20 s', 'zh-CN': '耗时 20 秒' },
  poison: { en: 'Poison', 'zh-CN': '有害任务' },
} satisfies Record<JobKind | 'many', Readonly<Record<'en' | 'zh-CN', string>>>)

/** What they say to who rests on them. */
export const kindHints = defineTexts({
  plain: { en: 'send_mail: two seconds of work', 'zh-CN': 'send_mail：工作两秒' },
  many: { en: '100 × send_mail, in one batch', 'zh-CN': '100 个 send_mail，一次批量发送' },
  delayed: { en: 'remind, deferred by ten seconds', 'zh-CN': 'remind，推迟十秒' },
  hour: { en: 'remind, deferred by an hour', 'zh-CN': 'remind，推迟一小时' },
  flaky: {
    en: 'charge_card: the bank does not answer twice',
    'zh-CN': 'charge_card：银行两次没有应答',
  },
  broken: { en: 'import_file: the file is no CSV', 'zh-CN': 'import_file：文件不是 CSV' },
  long: { en: 'print_report: there is time to abort it', 'zh-CN': 'print_report：来得及中止它' },
  poison: {
    en: 'resize_image: kills whatever worker runs it',
    'zh-CN': 'resize_image：执行它的 worker 都会终止',
  },
})
