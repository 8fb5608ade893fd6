import { join } from 'node:path'

import { ERROR_CODES } from '@arq/core'
import { explainCode } from '@arq/core/internal'
import { mergeScans, scanFolder, usesOf } from '@arq/tooling-packaging/error-sources'
import { markdownTable } from '@arq/tooling-packaging/markdown-table'
import { publishedPackages } from '@arq/tooling-packaging/repository'

import { asMarkdown, generatedFrom, LANGUAGES, referencePath } from './page.js'

/**
 * @typedef {import('./page.js').Page} Page
 * @typedef {import('./page.js').Language} Language
 * @typedef {import('@arq/core').ErrorCode} ErrorCode
 *
 * Where errors of a code are made.
 * @typedef {object} Maker
 * @property {string} className
 * @property {string} package
 */

const WORDS = {
  en: {
    title: 'Errors',
    intro:
      'Every error of arq has a code. Codes do not change; texts may, and exist in English and Chinese. `arq explain <code>` shows the same in a terminal.',
    code: 'code',
    meaning: 'what happened',
    later: 'may succeed later',
    sent: 'has it been sent',
    what: 'What happened',
    todo: 'What to do',
    laterHead: 'May the same call succeed later?',
    yes: 'Yes, with nothing changed.',
    no: 'No, not before something is changed.',
    sentHead: 'Does the broker have the message?',
    where: 'Where it comes from',
    class: 'class',
    from: 'package',
    short: { yes: 'yes', no: 'no' },
  },
  'zh-CN': {
    title: '错误码',
    intro:
      'arq 的每个错误都有错误码。错误码不会改变；文字可能会变，有中英文两种。在终端中可用 `arq explain <错误码>` 查看同样的内容。',
    code: '错误码',
    meaning: '发生了什么',
    later: '稍后可能成功',
    sent: '消息是否送达',
    what: '发生了什么',
    todo: '如何处理',
    laterHead: '同样的调用稍后会成功吗？',
    yes: '会，无需任何更改。',
    no: '不会，必须先作出更改。',
    sentHead: '消息服务器收到消息了吗？',
    where: '来自何处',
    class: '类',
    from: '包',
    short: { yes: '是', no: '否' },
  },
}

/**
 * A page for each code, and one that lists them.
 * @returns {Page[]}
 */
export function errorPages() {
  const makers = makersOfCodes()
  const codes = /** @type {ErrorCode[]} */ (Object.keys(ERROR_CODES))
  return LANGUAGES.flatMap((language) => [
    { path: referencePath(language, 'errors/index'), text: listOf(codes, language) },
    ...codes.map((code) => ({
      path: referencePath(language, `errors/${code}`),
      text: pageOf(code, makers.get(code) ?? [], language),
    })),
  ])
}

/** @returns {Map<string, Maker[]>} */
function makersOfCodes() {
  const scans = publishedPackages()
    // Its client of RocketMQ has codes of its own.
    .filter(({ name }) => !name.startsWith('@arq/rocketmq'))
    .map(({ name, dir }) => ({ name, scan: scanFolder(join(dir, 'src')) }))
  const { fixed } = mergeScans(scans.map(({ scan }) => scan))
  /** @type {Map<string, Maker[]>} */
  const makers = new Map()
  for (const { name, scan } of scans) {
    for (const { code, className } of usesOf(scan, fixed)) {
      makers.set(code, [...(makers.get(code) ?? []), { className, package: name }])
    }
  }
  return makers
}

/**
 * @param {readonly ErrorCode[]} codes
 * @param {Language} language
 */
function listOf(codes, language) {
  const words = WORDS[language]
  const rows = codes.map((code) => {
    const { meaning, retryable, sent, sentMeaning } = explainCode(code, language)
    return [
      `[\`${code}\`](${code}.md)`,
      asMarkdown(meaning),
      retryable ? words.short.yes : words.short.no,
      sent === 'notSending' ? '–' : asMarkdown(sentMeaning),
    ]
  })
  const head = [words.code, words.meaning, words.later, words.sent]
  return `# ${words.title}\n\n${words.intro}\n\n${markdownTable(head, rows)}\n\n${generatedFrom(language, '`ERROR_CODES`')}`
}

/**
 * @param {ErrorCode} code
 * @param {readonly Maker[]} makers
 * @param {Language} language
 */
function pageOf(code, makers, language) {
  const words = WORDS[language]
  const { meaning, action, retryable, sent, sentMeaning } = explainCode(code, language)
  const rows = makers.map(({ className, package: name }) => [`\`${className}\``, `\`${name}\``])
  const parts = [
    `# ${code}`,
    `## ${words.what}`,
    asMarkdown(meaning),
    `## ${words.todo}`,
    asMarkdown(action),
    `## ${words.laterHead}`,
    retryable ? words.yes : words.no,
    ...(sent === 'notSending'
      ? []
      : [`## ${words.sentHead}`, asMarkdown(sentence(sentMeaning, language))]),
    ...(rows.length === 0
      ? []
      : [`## ${words.where}`, markdownTable([words.class, words.from], rows)]),
    `\`\`\`sh\narq explain ${code}\n\`\`\``,
  ]
  return `${parts.join('\n\n')}\n`
}

/**
 * @param {string} words
 * @param {Language} language
 */
const sentence = (words, language) =>
  `${words.charAt(0).toUpperCase()}${words.slice(1)}${language === 'en' ? '.' : '。'}`
