import { defineTexts } from '../texts/text.js'

/** What a task, and the arguments for it, can get wrong. */
export const taskTexts = defineTexts({
  argumentUnknown: {
    en: 'unknown argument; known: {known}',
    'zh-CN': '未知的参数；已知：{known}',
  },
  argumentTwice: {
    en: 'given twice, by position and by name',
    'zh-CN': '重复给出：既按位置又按名称',
  },
  argumentTooMany: { en: 'one argument too many', 'zh-CN': '参数过多' },
  mustBeMoment: {
    en: 'must be a Date or an ISO 8601 text',
    'zh-CN': '必须是 Date 或 ISO 8601 文本',
  },
  mustBeArgumentsSchema: {
    en: 'must be a valibot schema of an object or a tuple',
    'zh-CN': '必须是对象或元组的 valibot schema',
  },
  mustBeSchema: { en: 'must be a valibot schema', 'zh-CN': '必须是 valibot schema' },
  mustBeFileUrl: {
    en: 'must be the URL of a file, such as new URL("./resize.js", import.meta.url)',
    'zh-CN': '必须是文件的 URL，例如 new URL("./resize.js", import.meta.url)',
  },
  taskUnnamed: {
    en: 'must not be empty: name the function, or use task(name, function)',
    'zh-CN': '不能为空：请为函数命名，或使用 task(name, function)',
  },
  limitOrTotal: {
    en: 'concurrency needs limit, the most jobs of a key, or total, the most of all keys',
    'zh-CN': 'concurrency 需要 limit（单个键的上限）或 total（所有键合计的上限）',
  },
  weightNeedsTotal: {
    en: 'weight needs total: it says how keys share that',
    'zh-CN': 'weight 需要 total：它决定各键如何分享 total',
  },
  totalOrStrictOrder: {
    en: 'total and strictOrder exclude each other: a job in a strict order keeps its place while it sleeps, and nobody else of all keys could use it',
    'zh-CN':
      'total 与 strictOrder 不能同时使用：严格顺序的任务在睡眠时仍保留名额，其他键都无法使用它',
  },
  strictOrderNeedsOne: {
    en: 'strictOrder needs a limit of 1',
    'zh-CN': 'strictOrder 要求 limit 为 1',
  },
  runsInThread: {
    en: 'Task {name} runs in a thread: install @arq/threads, and give the worker threads: threadPool()',
    'zh-CN':
      '任务 {name} 在线程中运行：请安装 @arq/threads，并为 worker 设置 threads: threadPool()',
  },
  rateNeedsSpan: {
    en: 'needs a span of time longer than 0, such as per: "1m"',
    'zh-CN': '需要大于 0 的时间跨度，例如 per: "1m"',
  },
  rateNeedsLimit: {
    en: 'needs a limit (of starts), or a budget (of what jobs use)',
    'zh-CN': '需要 limit（启动次数）或 budget（任务用量）',
  },
  rateNameDiffers: {
    en: 'must be the name that concurrency has, {name}: both are of one key',
    'zh-CN': '必须与 concurrency 的名称 {name} 相同：两者属于同一个键',
  },
})
