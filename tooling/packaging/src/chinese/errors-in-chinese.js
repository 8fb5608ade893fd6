import { markdownTable, readTable } from '../markdown-table.js'

/** @type {Readonly<Record<string, string>>} */
const SENT = { no: '否', 'no, and never as it is': '否，原样重发也不行', unknown: '未知', '–': '–' }

/**
 * A table of errors in Chinese.
 * @param {string} english the table that errors-table.js makes
 * @param {(code: string) => string} meaningOf
 */
export function errorsInChinese(english, meaningOf) {
  const rows = readTable(english).map(([code = '', classes = '', , sent = '']) => [
    code,
    classes.replaceAll(', ', '、'),
    meaningOf(code.replaceAll('`', '')),
    SENT[sent] ?? sent,
  ])
  return markdownTable(['错误码', '类', '何时', '是否已送达'], rows)
}
