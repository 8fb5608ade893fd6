import { renderText } from '@arq/core'
import { markdownTable } from '@arq/tooling-packaging/markdown-table'

import { importBuilt } from './built.js'
import { asMarkdown, generatedFrom, LANGUAGES, referencePath } from './page.js'

/**
 * @typedef {import('./page.js').Page} Page
 * @typedef {import('./page.js').Language} Language
 * @typedef {import('@arq/core').Text} Text
 *
 * What is read of the command line's definitions.
 * @typedef {object} Flag
 * @property {string} name
 * @property {string} [alias]
 * @property {'text' | 'list' | 'switch'} kind
 * @property {Text} describe
 * @property {boolean} [isRequired]
 * @property {string} [default]
 * @property {false} [hasVariable]
 *
 * @typedef {object} Command
 * @property {string} name
 * @property {Text} describe
 * @property {{ name: string, describe: Text, default?: string, most?: number }} [names]
 * @property {readonly Flag[]} flags
 * @property {readonly { line: string, describe: Text }[]} examples
 *
 * @typedef {{ flag: string, variable: string }} CliSetting
 */

const WORDS = {
  en: {
    title: 'Commands',
    intro: 'Every verb of `arq`. `arq <verb> --help` shows the same.',
    verb: 'verb',
    what: 'what it does',
    takes: 'What follows the verb',
    flags: 'Flags',
    flag: 'flag',
    value: 'takes',
    default: 'default',
    meaning: 'meaning',
    variable: 'variable',
    examples: 'Examples',
    kinds: { text: 'a value', list: 'a value, may be repeated', switch: 'nothing' },
    required: 'required',
    everywhere: 'Every verb takes these, too',
    exit: 'Exit codes',
  },
  'zh-CN': {
    title: '命令',
    intro: '`arq` 的所有命令。`arq <命令> --help` 显示同样的内容。',
    verb: '命令',
    what: '作用',
    takes: '命令之后的参数',
    flags: '选项',
    flag: '选项',
    value: '取值',
    default: '默认值',
    meaning: '含义',
    variable: '环境变量',
    examples: '示例',
    kinds: { text: '一个值', list: '一个值，可重复给出', switch: '无' },
    required: '必须给出',
    everywhere: '所有命令都接受',
    exit: '退出码',
  },
}

/**
 * A page for each verb, and one that lists them.
 * @returns {Promise<Page[]>}
 */
export async function commandPages() {
  const { VERBS } = await importBuilt('apps/cli', 'verbs.js')
  const { CLI_SETTINGS } = await importBuilt('apps/cli', 'cli-settings.js')
  const { texts } = await importBuilt('apps/cli', 'texts.js')
  /** @type {Command[]} */
  const commands = await Promise.all(
    VERBS.map((/** @type {{ load(): Promise<Command> }} */ verb) => verb.load()),
  )
  return LANGUAGES.flatMap((language) => [
    {
      path: referencePath(language, 'commands/index'),
      text: listOf(commands, texts, language),
    },
    ...commands.map((command) => ({
      path: referencePath(language, `commands/${fileOf(command.name)}`),
      text: pageOf(command, CLI_SETTINGS, language),
    })),
  ])
}

/** @param {string} name */
const fileOf = (name) => name.replaceAll(' ', '-')

/**
 * @param {readonly Command[]} commands
 * @param {Record<string, () => Text>} texts
 * @param {Language} language
 */
function listOf(commands, texts, language) {
  const words = WORDS[language]
  const say = (/** @type {string} */ key) => {
    const made = texts[key]?.()
    if (!made) throw new Error(`the command line has no text ${key}`)
    return asMarkdown(renderText(made, language))
  }
  const rows = commands.map(({ name, describe }) => [
    `[\`arq ${name}\`](${fileOf(name)}.md)`,
    asMarkdown(renderText(describe, language)),
  ])
  const everywhere = [
    ['`--config`', say('configFlag')],
    ['`--debug`', say('debugFlag')],
    ['`--help`, `-h`', say('helpFlag')],
    ['`--version`', say('versionFlag')],
  ]
  return [
    `# ${words.title}`,
    words.intro,
    markdownTable([words.verb, words.what], rows),
    `## ${words.everywhere}`,
    markdownTable([words.flag, words.meaning], everywhere),
    `## ${words.exit}`,
    say('exitCodes'),
    generatedFrom(language, '`apps/cli`'),
  ].join('\n\n')
}

/**
 * @param {Command} command
 * @param {readonly CliSetting[]} settings
 * @param {Language} language
 */
function pageOf({ name, describe, names, flags, examples }, settings, language) {
  const words = WORDS[language]
  const say = (/** @type {Text} */ text) => asMarkdown(renderText(text, language))
  const variableOf = (/** @type {Flag} */ flag) =>
    flag.hasVariable === false
      ? undefined
      : settings.find((one) => one.flag === flag.name)?.variable
  const rows = flags.map((flag) => [
    [`\`--${flag.name}\``, ...(flag.alias ? [`\`${aliased(flag.alias)}\``] : [])].join(', '),
    words.kinds[flag.kind],
    flag.isRequired ? words.required : code(flag.default),
    code(variableOf(flag)),
    say(flag.describe),
  ])
  const argument = names ? ` [${names.name}..]` : ''
  const parts = [
    `# arq ${name}`,
    `${say(describe)}${language === 'en' ? '.' : '。'}`,
    `\`\`\`sh\narq ${name}${argument}\n\`\`\``,
    ...(names ? [`## ${words.takes}`, `\`${names.name}\`: ${say(names.describe)}`] : []),
    ...(rows.length === 0
      ? []
      : [
          `## ${words.flags}`,
          markdownTable(
            [words.flag, words.value, words.default, words.variable, words.meaning],
            rows,
          ),
        ]),
    `## ${words.examples}`,
    ...examples.map(({ line, describe: why }) => `\`\`\`sh\n${line}\n\`\`\`\n\n${say(why)}`),
  ]
  return `${parts.join('\n\n')}\n`
}

/** @param {string} alias */
const aliased = (alias) => (alias.length === 1 ? `-${alias}` : `--${alias}`)

/** @param {string | undefined} text */
const code = (text) => (text === undefined || text === '' ? '–' : `\`${text}\``)
