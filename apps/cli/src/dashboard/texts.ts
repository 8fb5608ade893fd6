import { defineTexts } from '@arq/core'

/** Texts of `arq dashboard`. */
export const dashboardTexts = defineTexts({
  queuesArgument: {
    en: 'Queues that are shown even while no worker takes from them',
    'zh-CN': '即使没有 worker 消费也要显示的队列',
  },
  hostFlag: {
    en: 'Address to listen at; beyond this machine it needs a token',
    'zh-CN': '监听地址；超出本机时需要令牌',
  },
  portFlag: { en: 'Port to listen at; 0: any that is free', 'zh-CN': '监听端口；0：任意空闲端口' },
  tokenFlag: {
    en: 'What one has to know to log in, at least 16 characters; better in ARQ_DASHBOARD_TOKEN',
    'zh-CN': '登录所需的令牌，至少 16 个字符；最好放在 ARQ_DASHBOARD_TOKEN 中',
  },
  readOnlyFlag: { en: 'Nothing can be changed', 'zh-CN': '不允许任何更改' },
  prefixFlag: { en: 'Path at which it is found, such as /arq', 'zh-CN': '所在路径，例如 /arq' },
  traceUrlFlag: {
    en: 'Where traces are shown, with {placeholder} in it: makes the trace id of a job a link',
    'zh-CN': '追踪系统的 URL，其中包含 {placeholder}：使任务的追踪 ID 成为链接',
  },
  example: { en: 'of the servers of a worker', 'zh-CN': '使用某个 worker 的服务器' },
  exampleToken: { en: 'for others, too, who know the token', 'zh-CN': '也供知道令牌的其他人使用' },
  notPort: {
    en: 'must be a number from 0 to 65535, got "{given}"',
    'zh-CN': '必须是 0 到 65535 的数字，收到 "{given}"',
  },
  portTaken: {
    en: 'port {port} is taken: name another one',
    'zh-CN': '端口 {port} 已被占用：请另选一个',
  },
  listening: {
    en: 'Dashboard at {url} (Ctrl-C ends it)',
    'zh-CN': '仪表盘地址：{url}（Ctrl-C 结束）',
  },

  devPortFlag: {
    en: 'Port of the dashboard; 0: any that is free',
    'zh-CN': '仪表盘端口；0：任意空闲端口',
  },
  devNoneFlag: { en: 'Without a dashboard', 'zh-CN': '不启动仪表盘' },
  devExample: { en: 'the dashboard at another port', 'zh-CN': '仪表盘使用其他端口' },
  besideWorker: { en: 'Dashboard at {url}', 'zh-CN': '仪表盘地址：{url}' },
  noneBesidePackage: {
    en: 'No dashboard: it is a package of its own. Install it: npm install --save-dev @arq/dashboard (--no-dashboard says no more of it)',
    'zh-CN':
      '没有仪表盘：它是单独的包。请安装：npm install --save-dev @arq/dashboard（--no-dashboard 不再提示）',
  },
  noneBesidePort: {
    en: 'No dashboard: port {port} is taken. Name another one with --dashboard-port.',
    'zh-CN': '没有仪表盘：端口 {port} 已被占用。请用 --dashboard-port 另选一个。',
  },
  noneBeside: { en: 'No dashboard: {reason}', 'zh-CN': '没有仪表盘：{reason}' },
})
