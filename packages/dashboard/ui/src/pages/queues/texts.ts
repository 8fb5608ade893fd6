import { defineTexts } from '../../language/text.js'

/** Words about queues. */
export const queueTexts = defineTexts({
  title: { en: 'Queues', 'zh-CN': '队列' },
  lead: {
    en: 'A pause holds for the workers that run now; jobs keep coming in and wait.',
    'zh-CN': '暂停对当前运行的 Worker 生效；任务照常进入队列并等待。',
  },
  queue: { en: 'Queue', 'zh-CN': '队列' },
  state: { en: 'State', 'zh-CN': '状态' },
  ready: { en: 'Ready', 'zh-CN': '待处理' },
  unacknowledged: { en: 'Unacked', 'zh-CN': '未确认' },
  consumers: { en: 'Consumers', 'zh-CN': '消费者' },
  inOut: { en: 'In / out, s', 'zh-CN': '入 / 出 每秒' },
  oldest: { en: 'Oldest', 'zh-CN': '最久' },
  dead: { en: 'Dead', 'zh-CN': '死信' },
  acts: { en: 'Acts', 'zh-CN': '操作' },
  none: { en: 'No queue is shown', 'zh-CN': '没有显示的队列' },
  noneLead: {
    en: 'The dashboard shows the queues that it was started with.',
    'zh-CN': '仪表盘显示启动时指定的队列。',
  },
  missing: { en: 'does not exist', 'zh-CN': '不存在' },
  working: { en: 'working', 'zh-CN': '处理中' },
  paused: { en: 'paused', 'zh-CN': '已暂停' },
  pausedInSome: { en: 'paused in {paused} of {all}', 'zh-CN': '{all} 个中 {paused} 个已暂停' },
  unattended: { en: 'no consumer', 'zh-CN': '无消费者' },
  idle: { en: 'idle', 'zh-CN': '空闲' },
  foreign: {
    en: '{count} {count|consumer|consumers} that no worker accounts for',
    'zh-CN': '{count} 个消费者不属于任何 Worker',
  },
  pause: { en: 'Pause', 'zh-CN': '暂停' },
  resume: { en: 'Resume', 'zh-CN': '恢复' },
  drain: { en: 'Drain', 'zh-CN': '排空' },
  pauseOf: { en: 'Pause {queue}', 'zh-CN': '暂停 {queue}' },
  resumeOf: { en: 'Resume {queue}', 'zh-CN': '恢复 {queue}' },
  drainOf: { en: 'Drain {queue}', 'zh-CN': '排空 {queue}' },
  pauseAsk: { en: 'Pause {queue}?', 'zh-CN': '暂停 {queue}？' },
  pauseLead: {
    en: 'No worker starts a job of this queue until it is resumed. What runs goes on.',
    'zh-CN': '恢复之前，任何 Worker 都不会启动此队列的任务。运行中的任务继续。',
  },
  drainAsk: { en: 'Drain {queue}?', 'zh-CN': '排空 {queue}？' },
  drainLead: {
    en: 'The workers take no new jobs of this queue, and finish those that run. Resume it to go on.',
    'zh-CN': 'Worker 不再领取此队列的新任务，并完成运行中的任务。恢复后继续。',
  },
  isPaused: {
    en: '{queue} is paused in {count} {count|worker|workers}',
    'zh-CN': '{queue} 已在 {count} 个 Worker 中暂停',
  },
  isResumed: {
    en: '{queue} goes on in {count} {count|worker|workers}',
    'zh-CN': '{queue} 已在 {count} 个 Worker 中恢复',
  },
  isDraining: {
    en: '{queue} drains in {count} {count|worker|workers}',
    'zh-CN': '{queue} 正在 {count} 个 Worker 中排空',
  },
})
