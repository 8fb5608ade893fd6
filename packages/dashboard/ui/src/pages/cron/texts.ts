import { defineTexts } from '../../language/text.js'

/** Words about cron jobs. */
export const cronTexts = defineTexts({
  title: { en: 'Cron', 'zh-CN': '定时任务' },
  none: { en: 'No cron job is known here', 'zh-CN': '此处没有已知的定时任务' },
  noneLead: {
    en: 'Start the dashboard with the worker’s settings module, and it shows its cron jobs.',
    'zh-CN': '使用 Worker 的设置模块启动仪表盘，即可显示其定时任务。',
  },
  next: { en: 'Next runs', 'zh-CN': '接下来' },
  in: { en: 'Next', 'zh-CN': '下一次' },
  previous: { en: 'Last due', 'zh-CN': '上一次' },
  never: { en: 'not yet', 'zh-CN': '尚无' },
  queue: { en: 'Queue', 'zh-CN': '队列' },
  unique: { en: 'one run per tick', 'zh-CN': '每次仅运行一个' },
  notUnique: { en: 'every worker runs it', 'zh-CN': '每个 Worker 都运行' },
  atStartup: { en: 'also at startup', 'zh-CN': '启动时也运行' },
  missed: { en: 'Missed runs', 'zh-CN': '错过的运行' },
  pastRuns: { en: 'Past runs', 'zh-CN': '历史运行' },
  runNow: { en: 'Run now', 'zh-CN': '立即运行' },
  runNowOf: { en: 'Run now: {name}', 'zh-CN': '立即运行：{name}' },
  runs: { en: '{name} is enqueued', 'zh-CN': '{name} 已入队' },
  paused: { en: 'paused', 'zh-CN': '已暂停' },
  pause: { en: 'Pause', 'zh-CN': '暂停' },
  pauseOf: { en: 'Pause {name}', 'zh-CN': '暂停 {name}' },
  pauseAsk: { en: 'Pause {name}?', 'zh-CN': '暂停 {name}？' },
  pauseLead: {
    en: 'All workers skip its ticks until it is resumed, also those that start later. Skipped ticks are not made up for.',
    'zh-CN': '恢复之前所有 Worker 都跳过其触发，包括之后启动的；跳过的触发不会补上。',
  },
  isPaused: { en: '{name} is paused', 'zh-CN': '{name} 已暂停' },
  resume: { en: 'Resume', 'zh-CN': '恢复' },
  resumeOf: { en: 'Resume {name}', 'zh-CN': '恢复 {name}' },
  isResumed: { en: '{name} goes on with its next tick', 'zh-CN': '{name} 从下次触发起恢复' },
})
