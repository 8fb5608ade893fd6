import { defineTexts } from '../../language/text.js'

/** Words of the search for jobs. */
export const jobsTexts = defineTexts({
  title: { en: 'Jobs', 'zh-CN': '任务' },
  enqueue: { en: 'Enqueue', 'zh-CN': '入队' },
  search: { en: 'Search', 'zh-CN': '搜索' },
  searchIn: { en: 'Search in', 'zh-CN': '搜索范围' },
  inPayload: { en: 'arguments and result', 'zh-CN': '参数与结果' },
  inError: { en: 'error', 'zh-CN': '错误' },
  inId: { en: 'id', 'zh-CN': 'ID' },
  payloadHint: { en: 'Part of a value, or "key":"value"', 'zh-CN': '值的一部分，或 "key":"value"' },
  errorHint: { en: 'Part of the error or its code', 'zh-CN': '错误或错误码的一部分' },
  idHint: { en: 'The id or its beginning', 'zh-CN': 'ID 或其开头' },
  wholeIdHint: { en: 'The whole id of a job', 'zh-CN': '任务的完整 ID' },
  open: { en: 'Open', 'zh-CN': '打开' },
  cannotSearch: {
    en: 'This store cannot search: a job is found by its whole id.',
    'zh-CN': '此存储不支持搜索：请用完整 ID 查找任务。',
  },
  noStoreTitle: { en: 'There is no result store', 'zh-CN': '没有结果存储' },
  noStoreLead: {
    en: 'Jobs can be looked up when clients and workers share one: resultStore in their settings, and its address for the dashboard.',
    'zh-CN':
      '当客户端与 Worker 共用结果存储时才能查询任务：在其设置中配置 resultStore，并将地址告知仪表盘。',
  },
  status: { en: 'Status', 'zh-CN': '状态' },
  any: { en: 'any', 'zh-CN': '全部' },
  task: { en: 'Task', 'zh-CN': '任务类型' },
  anyTask: { en: 'any task', 'zh-CN': '所有类型' },
  queue: { en: 'Queue', 'zh-CN': '队列' },
  anyQueue: { en: 'any queue', 'zh-CN': '所有队列' },
  since: { en: 'Enqueued', 'zh-CN': '入队时间' },
  anyTime: { en: 'any time', 'zh-CN': '不限' },
  lastMinutes: { en: 'last 15 minutes', 'zh-CN': '最近 15 分钟' },
  lastHour: { en: 'last hour', 'zh-CN': '最近 1 小时' },
  lastDay: { en: 'last day', 'zh-CN': '最近 1 天' },
  lastWeek: { en: 'last week', 'zh-CN': '最近 1 周' },
  clear: { en: 'Clear', 'zh-CN': '清除条件' },

  id: { en: 'Job', 'zh-CN': '任务 ID' },
  arguments: { en: 'Arguments', 'zh-CN': '参数' },
  enqueued: { en: 'Enqueued', 'zh-CN': '入队' },
  duration: { en: 'Took', 'zh-CN': '用时' },
  attempt: { en: 'Try', 'zh-CN': '次数' },

  found: { en: '{count} {count|job|jobs}', 'zh-CN': '{count} 个任务' },
  foundSoFar: { en: '{count} so far', 'zh-CN': '已找到 {count} 个' },
  looked: { en: 'looked at {looked} records', 'zh-CN': '已查看 {looked} 条记录' },
  lookedOf: {
    en: 'looked at {looked} of about {total} records',
    'zh-CN': '已查看约 {total} 条记录中的 {looked} 条',
  },
  partly: {
    en: 'Not all of the stores behind this one can be searched: some jobs may be missing here.',
    'zh-CN': '并非所有底层存储都可搜索：此处可能缺少部分任务。',
  },
  more: { en: 'Look further', 'zh-CN': '继续查找' },
  loadingMore: { en: 'Loading more…', 'zh-CN': '正在加载更多…' },
  noneTitle: { en: 'No job fits', 'zh-CN': '没有符合条件的任务' },
  noneYetTitle: { en: 'No job is kept yet', 'zh-CN': '尚无任务记录' },
  noneLead: {
    en: 'Records of jobs that ended are dropped after their time to live.',
    'zh-CN': '已结束任务的记录会在其保留期后删除。',
  },
})
