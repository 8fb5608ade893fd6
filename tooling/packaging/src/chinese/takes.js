/**
 * What settings take, as settings-table.js says it.
 * @type {Readonly<Record<string, string>>}
 */
const WORDS = {
  text: '文本',
  'true or false': 'true 或 false',
  'true, false or { thresholdBytes }': 'true、false 或 { thresholdBytes }',
  number: '数字',
  function: '函数',
  'function, or a list of functions': '函数，或函数列表',
  transport: '传输',
  'result store': '结果存储',
  logger: '日志记录器',
  clock: '时钟',
  codec: '编解码器',
  encryption: '加密设置',
  'payload store': 'payload 存储',
  'object with a payload store: { store, thresholdBytes, keepFor }':
    '带有 payload 存储的对象：{ store, thresholdBytes, keepFor }',
  'source of metrics': '指标来源',
  'thread pool': '线程池',
  'URL or a list of URLs': 'URL，或 URL 列表',
  'PEM text or bytes, or a list of them': 'PEM 文本或字节，或其列表',
  "duration or 'none'": "时长，或 'none'",
  'list of texts': '文本列表',
  'list of objects': '对象列表',
  'list of codecs': '编解码器列表',
  'list of paths': '路径列表',
  'list of cron jobs': '定时任务列表',
  'list of tasks or named functions': '任务函数或具名函数的列表',
  'list of tasks or names of tasks': '任务函数或其名称的列表',
  'list of view, act and enqueue': 'view、act、enqueue 的列表',
  'list of queues, each with a name': '队列列表，每个都有 name',
  'list of queues, each made by consumeRaw(…)': '队列列表，每个都由 consumeRaw(…) 创建',
}

/** @type {readonly (readonly [RegExp, string])[]} */
const FORMS = [
  [/^duration: .*$/, '时长'],
  [/^('\w+') or a duration: .*$/, '$1，或时长'],
  [/^whole number, (\d+) to 9007199254740991$/, '整数，不小于 $1'],
  [/^whole number, (\d+) to (\d+)$/, '整数，$1 到 $2'],
  [/^number, ([\d.]+) to ([\d.]+)$/, '数字，$1 到 $2'],
  [/^by name: (`.*`)$/, '以名称为键：$1'],
]

/** Only names in the code, and what stands between them. */
const NAMES = /^`[^`]+`(?: or `[^`]+`)*$/

/**
 * @param {string} takes in English
 * @returns {string | undefined} undefined: there are no words for it yet
 */
export function takesInChinese(takes) {
  if (NAMES.test(takes)) return takes.replaceAll('` or `', '` 或 `')
  const [form, words] = FORMS.find(([pattern]) => pattern.test(takes)) ?? []
  return form && words ? takes.replace(form, words) : WORDS[takes]
}
