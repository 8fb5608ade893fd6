/**
 * What settings take, as the tables of settings say it, in Chinese. What is not here stays as it is.
 * @type {readonly (readonly [english: RegExp, chinese: string])[]}
 */
const WORDS = [
  [/^duration$/, '时长'],
  [/^text$/, '文本'],
  [/^true or false$/, 'true 或 false'],
  [/^function$/, '函数'],
  [/^function, or a list of functions$/, '函数或函数列表'],
  [/^anything$/, '任意值'],
  [/^number$/, '数字'],
  [/^whole number$/, '整数'],
  [/^whole number, (\S+) to 9007199254740991$/, '整数，不小于 $1'],
  [/^whole number, (\S+) to (\S+)$/, '整数，$1 到 $2'],
  [/^whole number, at least (\S+)$/, '整数，不小于 $1'],
  [/^number, (\S+) to (\S+)$/, '数字，$1 到 $2'],
  [/^number, at least (\S+)$/, '数字，不小于 $1'],
  [/^list of texts$/, '文本列表'],
  [/^list of tasks or named functions$/, '任务或具名函数的列表'],
  [/^list of cron jobs$/, '定时任务的列表'],
  [/^list of queues, each with a name$/, '队列的列表，各有名称'],
  [/^logger$/, '日志记录器'],
  [/^clock$/, '时钟'],
  [/^codec$/, '编解码器'],
  [/^transport$/, '传输'],
  [/^result store$/, '结果存储'],
  [/^thread pool$/, '线程池'],
  [/^by name: (.*)$/, '按名称：$1'],
]

/** @param {string} words in English */
export function chineseType(words) {
  for (const [english, chinese] of WORDS) {
    if (english.test(words)) return words.replace(english, chinese)
  }
  // Choices are quoted: `'a'` or `'b'`.
  return /^(?:`[^`]+`(?: or )?)+$/.test(words) ? words.replaceAll(' or ', ' 或 ') : words
}
