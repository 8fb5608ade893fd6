import { defineTexts } from '@arq/core'

/** Texts of `arq jobs`. */
export const searchTexts = defineTexts({
  idFlag: { en: 'The job of this id', 'zh-CN': '此 ID 的任务' },
  idPrefixFlag: { en: 'Only jobs whose ids begin so', 'zh-CN': '仅 ID 以此开头的任务' },
  taskFlag: { en: 'Only jobs of this task', 'zh-CN': '仅此任务函数的任务' },
  queueFlag: { en: 'Only jobs of this queue', 'zh-CN': '仅此队列的任务' },
  statusFlag: {
    en: 'Only jobs of this status; may be repeated: {known}',
    'zh-CN': '仅此状态的任务；可重复给出：{known}',
  },
  sinceFlag: {
    en: 'Only what was enqueued since then: 2h ago, or a time such as 2026-05-01T12:00:00Z',
    'zh-CN': '仅此后加入队列的：如 2h 之前，或时间 2026-05-01T12:00:00Z',
  },
  untilFlag: {
    en: 'Only what was enqueued before then: 2h ago, or a time',
    'zh-CN': '仅此前加入队列的：如 2h 之前，或某个时间',
  },
  endedSinceFlag: {
    en: 'Only what ended since then, for good: 2h ago, or a time',
    'zh-CN': '仅此后最终结束的：如 2h 之前，或某个时间',
  },
  endedUntilFlag: {
    en: 'Only what ended before then, for good: 2h ago, or a time',
    'zh-CN': '仅此前最终结束的：如 2h 之前，或某个时间',
  },
  errorFlag: {
    en: 'Only this error: a part of its type, message or code, letter by letter',
    'zh-CN': '仅此错误：类型、消息或代码的一部分，逐字符比较',
  },
  payloadFlag: {
    en: 'Only where the arguments or the result have this in them, letter by letter: a part of a text or number, or of their JSON',
    'zh-CN': '仅参数或结果中含有此内容的，逐字符比较：文本或数字的一部分，或其 JSON 的一部分',
  },
  limitFlag: { en: 'The most jobs to show', 'zh-CN': '最多显示的任务数' },
  lookAtFlag: {
    en: 'Stop when about so many records were looked at; without it, when all were',
    'zh-CN': '查看约这么多条记录后停止；不给出则查看全部',
  },
  cursorFlag: {
    en: 'Go on where an earlier search of the same flags ended: its "cursor" of --json',
    'zh-CN': '从先前相同选项的搜索结束处继续：其 --json 中的 "cursor"',
  },
  moduleFlag: {
    en: 'Settings of a worker whose result store is meant: <module>:<export>',
    'zh-CN': '使用其结果存储的 worker 设置：<模块>:<导出名>',
  },
  exampleFailed: {
    en: 'what failed in the last two hours',
    'zh-CN': '最近两小时内失败的任务',
  },
  examplePayload: {
    en: 'every job that had this order in its arguments or result',
    'zh-CN': '参数或结果中含有此订单的所有任务',
  },
  exampleJson: {
    en: 'for a program: named arguments are searched as JSON, too',
    'zh-CN': '供程序使用：也可按 JSON 搜索命名参数',
  },
  noStatus: {
    en: '"{given}" is no status; there are {known}',
    'zh-CN': '"{given}" 不是任务状态；可用：{known}',
  },
  noCount: {
    en: '"{given}" is no whole number above 0',
    'zh-CN': '"{given}" 不是大于 0 的整数',
  },
  noStore: {
    en: 'needs the result store to search: --result-store-url, ARQ_RESULT_STORE_URL, or a settings module (-m)',
    'zh-CN': '需要要搜索的结果存储：--result-store-url、ARQ_RESULT_STORE_URL 或设置模块（-m）',
  },
  cannotSearch: {
    en: 'this result store cannot look through its records; look jobs up by their ids: arq job <id>',
    'zh-CN': '此结果存储无法查找记录；请按 ID 查看任务：arq job <id>',
  },
  progress: {
    en: '{looked} of about {total} records looked at, {found} found; Ctrl-C shows what there is',
    'zh-CN': '已查看约 {total} 条记录中的 {looked} 条，找到 {found} 个；按 Ctrl-C 显示已有结果',
  },
  progressOfMany: {
    en: '{looked} records looked at, {found} found; Ctrl-C shows what there is',
    'zh-CN': '已查看 {looked} 条记录，找到 {found} 个；按 Ctrl-C 显示已有结果',
  },
  none: {
    en: 'No job fits; {looked} records looked at.',
    'zh-CN': '没有符合的任务；查看了 {looked} 条记录。',
  },
  found: {
    en: '{found} found; {looked} records looked at.',
    'zh-CN': '找到 {found} 个任务；查看了 {looked} 条记录。',
  },
  limitReached: {
    en: 'There may be more: the search ended at --limit {limit}.',
    'zh-CN': '可能还有更多：搜索在 --limit {limit} 处结束。',
  },
  stopped: {
    en: 'There may be more: the search was stopped before it had looked at all records.',
    'zh-CN': '可能还有更多：搜索在查看完所有记录之前停止。',
  },
  unordered: {
    en: 'The store keeps no order: others may be newer than these.',
    'zh-CN': '此存储不保留顺序：可能还有比这些更新的任务。',
  },
  inPart: {
    en: 'Not searched: the durable store, which has what the fast one has let go.',
    'zh-CN': '未搜索持久存储：其中有快速存储已不再保留的任务。',
  },
  columnJob: { en: 'JOB', 'zh-CN': '任务 ID' },
  columnTask: { en: 'TASK', 'zh-CN': '任务函数' },
  columnQueue: { en: 'QUEUE', 'zh-CN': '队列' },
  columnStatus: { en: 'STATUS', 'zh-CN': '状态' },
  columnEnqueued: { en: 'ENQUEUED', 'zh-CN': '加入队列' },
  columnEnded: { en: 'ENDED', 'zh-CN': '结束' },
  columnError: { en: 'ERROR', 'zh-CN': '错误' },
})
