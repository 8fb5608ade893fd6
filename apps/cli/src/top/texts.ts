import { defineTexts } from '@arq/core'

/** Texts of `arq top`. */
export const topTexts = defineTexts({
  queuesArgument: {
    en: 'Queues to show, with their workers and jobs; without them, those of all workers',
    'zh-CN': '要显示的队列及其 worker 和任务；不给出则为所有 worker 的队列',
  },
  everyFlag: { en: 'Time between two screens', 'zh-CN': '刷新间隔' },
  exampleTop: { en: 'all there is; q ends it', 'zh-CN': '显示全部；按 q 退出' },
  exampleTopJson: { en: 'one look, for a program', 'zh-CN': '只看一次，供程序读取' },
  heading: {
    en: 'arq top  {time}  workers: {workers}  running: {running}  waiting: {waiting}  {broker}',
    'zh-CN': 'arq top  {time}  worker：{workers}  运行中：{running}  等待：{waiting}  {broker}',
  },
  noWorkers: { en: 'No worker answers.', 'zh-CN': '没有 worker 应答。' },
  silentWorkers: { en: 'Workers that do not answer: {count}', 'zh-CN': '未应答的 worker：{count}' },
  away: { en: 'The broker is away: {reason}', 'zh-CN': '消息服务器不可用：{reason}' },
})
