import { defineTexts } from '@arq/core'

/** This package's texts for people, in both languages. */
export const texts = defineTexts({
  unauthenticated: {
    en: 'Log in first: the dashboard shows nothing to whoever is not known',
    'zh-CN': '请先登录：仪表盘不向未知访问者显示任何内容',
  },
  wrongToken: { en: 'This is not the token', 'zh-CN': '令牌不正确' },
  forbidden: {
    en: 'You may not do this here: the permission {permission} is missing',
    'zh-CN': '此处不允许该操作：缺少权限 {permission}',
  },
  csrfSite: {
    en: 'Another site has asked for this: acts are taken from the page of the dashboard only',
    'zh-CN': '该请求来自其他站点：仅接受仪表盘页面发出的操作',
  },
  csrfToken: {
    en: 'The token of the session is missing or old: load the page anew',
    'zh-CN': '会话令牌缺失或已过期：请重新加载页面',
  },
  noRoute: { en: 'There is nothing at {path}', 'zh-CN': '{path} 处没有内容' },
  noMethod: { en: '{path} does not take {method}', 'zh-CN': '{path} 不接受 {method}' },
  noPage: {
    en: 'The page of the dashboard is not part of this installation; its API is below api/',
    'zh-CN': '此安装不包含仪表盘页面；其 API 位于 api/ 之下',
  },
  tooLarge: {
    en: 'The body is larger than {most} bytes',
    'zh-CN': '请求体超过 {most} 字节',
  },
  notJson: {
    en: 'The body must be JSON, with content-type: application/json',
    'zh-CN': '请求体必须是 JSON，且 content-type 为 application/json',
  },
  notReadable: {
    en: 'The body cannot be read as JSON: {reason}',
    'zh-CN': '请求体无法解析为 JSON：{reason}',
  },
  noMoment: {
    en: 'must be a moment (2026-05-01T12:00:00Z), or so long ago (2h)',
    'zh-CN': '必须是时刻（2026-05-01T12:00:00Z）或时长之前（2h）',
  },
  noStatus: {
    en: 'must be statuses of jobs, not {given}',
    'zh-CN': '必须是任务状态，而不是 {given}',
  },
  noTopic: { en: 'must be among {known}', 'zh-CN': '必须取自 {known}' },
  internal: {
    en: 'Something went wrong that is no error of arq; the log of the dashboard has it',
    'zh-CN': '发生了非 arq 的错误；详见仪表盘日志',
  },
  unknownJob: { en: 'No job {id} is known', 'zh-CN': '未知任务 {id}' },
  noFlow: { en: 'Job {id} is part of no flow', 'zh-CN': '任务 {id} 不属于任何流程' },
  notRetriable: {
    en: 'Job {id} is {status}: only a failed or an aborted job can be retried',
    'zh-CN': '任务 {id} 处于 {status}：只有失败或已中止的任务可以重试',
  },
  notDeferred: {
    en: 'Job {id} is {status} and waits for no time: there is nothing to bring forward',
    'zh-CN': '任务 {id} 处于 {status}，并未等待时间：无需提前',
  },
  suspendedItself: {
    en: 'Job {id} has begun and sleeps, or waits for a signal, in its own code: it cannot be brought forward',
    'zh-CN': '任务 {id} 已经开始，正在自己的代码中休眠或等待信号：无法提前',
  },
  goneMeanwhile: {
    en: 'Job {id} has begun or was stopped in the meantime',
    'zh-CN': '任务 {id} 在此期间已开始或已被停止',
  },
  notEnded: {
    en: 'Job {id} is {status}: only the record of a job that has ended can be deleted',
    'zh-CN': '任务 {id} 处于 {status}：只能删除已结束任务的记录',
  },
  needsStore: {
    en: 'Jobs can be looked up with a result store only: give the dashboard the one of your workers',
    'zh-CN': '仅在有结果存储时可查询任务：请为仪表盘提供 worker 所用的结果存储',
  },
  needsEntries: {
    en: 'This result store keeps no entries: it has neither limits of keys nor unique jobs',
    'zh-CN': '此结果存储不保存条目：既没有键的上限，也没有唯一任务',
  },
  needsSearch: {
    en: 'This result store cannot look through its records: a job is found by its whole id',
    'zh-CN': '此结果存储无法检索记录：请使用完整 ID 查找任务',
  },
  needsControl: {
    en: 'This transport cannot reach workers: they can be neither seen nor paused',
    'zh-CN': '此 transport 无法联系 worker：既不能查看也不能暂停',
  },
  noLetter: {
    en: 'No dead letter of job {id} lies in {queue}',
    'zh-CN': '{queue} 中没有任务 {id} 的死信',
  },
  noQueue: { en: 'There is no queue {queue}', 'zh-CN': '队列 {queue} 不存在' },
  lettersBusy: {
    en: 'A redrive or a purge of {queue} is under way: wait for its end, or stop it',
    'zh-CN': '{queue} 正在重投或清除：请等待其结束，或将其停止',
  },
  sayWhich: {
    en: 'say which letters are meant, or all: true',
    'zh-CN': '请说明所指的死信，或写 all: true',
  },
  allAlone: {
    en: 'is given beside a filter: leave one of them out',
    'zh-CN': '与筛选条件同时给出：请去掉其一',
  },
  noOperation: { en: 'There is no operation {id}', 'zh-CN': '操作 {id} 不存在' },
  operationOver: { en: 'Operation {id} has ended', 'zh-CN': '操作 {id} 已结束' },
  tooManyOperations: {
    en: 'So many redrives and purges run at once as may: wait for one to end',
    'zh-CN': '同时进行的重投与清除已达上限：请等待其中之一结束',
  },
  tooManyListeners: {
    en: 'So many pages listen at once as may: close one',
    'zh-CN': '同时连接的页面已达上限：请关闭其一',
  },
  noCron: { en: 'There is no cron job {name}', 'zh-CN': '定时任务 {name} 不存在' },
  jobExists: { en: 'A job of the id {id} exists', 'zh-CN': 'ID 为 {id} 的任务已存在' },
  hiddenUnfit: {
    en: 'What is hidden here does not fit the task: write another value',
    'zh-CN': '此处隐藏的值不符合任务的要求：请另填一个值',
  },
  stillHidden: {
    en: 'stands for a hidden value that no record has any more: write the value',
    'zh-CN': '代表一个记录中已不存在的隐藏值：请写出该值',
  },
  tokenTooShort: { en: 'must have at least 16 characters', 'zh-CN': '至少 16 个字符' },
  mustBePrefix: {
    en: 'must be empty, or begin with / and not end with it',
    'zh-CN': '必须为空，或以 / 开头且不以 / 结尾',
  },
  mustBeTraceUrl: {
    en: 'must be a URL (https://…) with {placeholder} in it',
    'zh-CN': '必须是包含 {placeholder} 的 URL（https://…）',
  },
  mustBePermissions: {
    en: 'must be a list of view, act and enqueue',
    'zh-CN': '必须是由 view、act、enqueue 组成的列表',
  },
  mustBeObjects: { en: 'must be a list of objects', 'zh-CN': '必须是对象列表' },
  mustBeTasks: {
    en: 'must be a list of tasks or names of tasks',
    'zh-CN': '必须是任务或任务名的列表',
  },
  openToAll: {
    en: 'is not this machine alone: give the dashboard a token or an authorize before it listens there',
    'zh-CN': '不仅限于本机：监听该地址前请为仪表盘设置 token 或 authorize',
  },
  notInBrowsers: {
    en: 'a page is no server: hand its requests to fetch() of the dashboard',
    'zh-CN': '页面不是服务器：请把请求交给仪表盘的 fetch()',
  },
  noTokenInBrowsers: {
    en: 'a page keeps no secret from its reader: give an authorize',
    'zh-CN': '页面对读者没有秘密：请设置 authorize',
  },
  listening: { en: 'Dashboard at {url}', 'zh-CN': '仪表盘地址：{url}' },
  acted: { en: 'Dashboard: {action} {target}', 'zh-CN': '仪表盘：{action} {target}' },
  lookFailed: { en: 'Dashboard: {what} failed', 'zh-CN': '仪表盘：{what} 失败' },
})
