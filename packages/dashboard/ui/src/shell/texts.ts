import { defineTexts } from '../language/text.js'

/** Words around the pages: the way between them, the switches, the connection, the login. */
export const shellTexts = defineTexts({
  pages: { en: 'Pages', 'zh-CN': '页面' },
  skip: { en: 'Skip to the page', 'zh-CN': '跳到页面内容' },
  overview: { en: 'Overview', 'zh-CN': '概览' },
  jobs: { en: 'Jobs', 'zh-CN': '任务' },
  dead: { en: 'Dead letters', 'zh-CN': '死信' },
  deadShort: { en: 'Dead', 'zh-CN': '死信' },
  cron: { en: 'Cron', 'zh-CN': '定时' },
  keys: { en: 'Keys', 'zh-CN': '键' },
  queues: { en: 'Queues', 'zh-CN': '队列' },
  workers: { en: 'Workers', 'zh-CN': 'Worker' },

  connecting: { en: 'Connecting…', 'zh-CN': '正在连接…' },
  live: { en: 'Live', 'zh-CN': '实时' },
  polling: { en: 'Asking every {every}', 'zh-CN': '每 {every} 询问一次' },
  lost: { en: 'No connection', 'zh-CN': '连接中断' },
  lostBanner: {
    en: 'No connection to the dashboard’s server. What you see is from {time}. Jobs and workers go on without it.',
    'zh-CN': '与仪表盘服务器的连接已中断。所见为 {time} 的状态。任务与 Worker 不受影响。',
  },
  lostAtOnce: {
    en: 'No connection to the dashboard’s server. Jobs and workers go on without it.',
    'zh-CN': '与仪表盘服务器的连接已中断。任务与 Worker 不受影响。',
  },
  backAgain: { en: 'Connected again', 'zh-CN': '已重新连接' },
  tryNow: { en: 'Try now', 'zh-CN': '立即重试' },

  theme: { en: 'Colours: {choice}', 'zh-CN': '配色：{choice}' },
  system: { en: 'as the system', 'zh-CN': '跟随系统' },
  light: { en: 'light', 'zh-CN': '浅色' },
  dark: { en: 'dark', 'zh-CN': '深色' },
  otherLanguage: { en: '中文', 'zh-CN': 'English' },
  readOnly: { en: 'Read only', 'zh-CN': '只读' },
  logout: { en: 'Log out', 'zh-CN': '退出' },

  loginTitle: { en: 'Log in', 'zh-CN': '登录' },
  loginLead: {
    en: 'This dashboard needs its token. Whoever started it has it: it was given to it, or printed at its start.',
    'zh-CN': '此仪表盘需要令牌。启动它的人持有令牌：启动时指定或打印出来的那个。',
  },
  token: { en: 'Token', 'zh-CN': '令牌' },
  noViewTitle: { en: 'Nothing for you to see here', 'zh-CN': '您无权查看' },
  noViewLead: {
    en: 'The server knows you as {user}, and does not let you look. Ask whoever runs it for the permission “view”.',
    'zh-CN': '服务器将您识别为 {user}，但未允许查看。请向管理员申请 “view” 权限。',
  },
  nobody: { en: 'nobody in particular', 'zh-CN': '未知用户' },
  unknownTitle: { en: 'There is no such page', 'zh-CN': '没有此页面' },
  unknownLead: {
    en: 'The address may be of another version, or cut off.',
    'zh-CN': '该地址可能属于其他版本，或不完整。',
  },
  toOverview: { en: 'To the overview', 'zh-CN': '返回概览' },
})
