import * as core from '@arq/core'
import { durationSchema } from '@arq/core'
import { markdownTable, readTable } from '@arq/tooling-packaging/markdown-table'
import { entriesOf, publishedPackages } from '@arq/tooling-packaging/repository'
import { settingsTable } from '@arq/tooling-packaging/settings-table'
import { getDescription, getMetadata } from 'valibot'

import { importBuilt } from './built.js'
import { chineseType } from './chinese-types.js'
import { generatedFrom, LANGUAGES, referencePath } from './page.js'

/**
 * @typedef {import('./page.js').Page} Page
 * @typedef {import('./page.js').Language} Language
 * @typedef {import('@arq/tooling-packaging/settings-table').Schema} Schema
 *
 * The settings of one thing.
 * @typedef {object} SettingsOf
 * @property {string} package
 * @property {string} name of the schema: `workerSettingsSchema`
 * @property {Schema} schema
 *
 * @typedef {(key: string, language: Language) => string | undefined} MeaningOf
 */

const WORDS = {
  en: {
    title: 'Settings',
    intro:
      'What each package can be given. A number that is a duration is in seconds; a text says its unit: `"250ms"`, `"10s"`, `"5m"`, `"2h"`, `"1d"`.',
    heads: ['key', 'takes', 'default', 'meaning'],
    package: 'package',
    environment: 'Environment',
    environmentIntro:
      'What is read from the environment. A flag wins over the variable, the variable over the configuration file and the settings module. A variable that is set to nothing counts as absent.',
    commandLine: 'Read by the `arq` command',
    others: 'Named in the settings of packages',
    othersIntro:
      'Packages read no variable by themselves: these are the names that their settings are known by.',
    variable: 'variable',
    flag: 'flag',
    key: 'setting',
    meaning: 'meaning',
    language:
      '`ARQ_LANG=en` or `zh-CN` chooses the language of all commands; without it, `LC_ALL`, `LC_MESSAGES` and `LANG` do.',
  },
  'zh-CN': {
    title: '设置',
    intro:
      '每个包可以接受的设置。表示时长的数字以秒为单位；文本自带单位：`"250ms"`、`"10s"`、`"5m"`、`"2h"`、`"1d"`。尚无中文说明的设置以英文列出。',
    heads: ['键', '取值', '默认值', '含义'],
    package: '包',
    environment: '环境变量',
    environmentIntro:
      '从环境中读取的内容。选项优先于环境变量，环境变量优先于配置文件和设置模块。设为空的变量视为未设置。',
    commandLine: '由 `arq` 命令读取',
    others: '各包的设置中出现的名称',
    othersIntro: '包本身不读取环境变量：以下是其设置为人所知的变量名。',
    variable: '环境变量',
    flag: '选项',
    key: '设置',
    meaning: '含义',
    language:
      '`ARQ_LANG=en` 或 `zh-CN` 选择所有命令的语言；未设置时由 `LC_ALL`、`LC_MESSAGES` 和 `LANG` 决定。',
  },
}

/**
 * A page for the settings of each package, and one for the environment.
 * @returns {Promise<Page[]>}
 */
export async function settingsPages() {
  const all = await settingsOfPackages()
  const { meaningOf } = await importBuilt('apps/cli', 'config/meanings.js')
  const { CLI_SETTINGS } = await importBuilt('apps/cli', 'cli-settings.js')
  const packages = [...new Set(all.map(({ package: name }) => name))]
  return LANGUAGES.flatMap((language) => [
    { path: referencePath(language, 'settings/index'), text: listOf(packages, language) },
    ...packages.map((name) => ({
      path: referencePath(language, `settings/${fileOf(name)}`),
      text: pageOf(
        name,
        all.filter((one) => one.package === name),
        meaningOf,
        language,
      ),
    })),
    {
      path: referencePath(language, 'environment'),
      text: environmentPage(CLI_SETTINGS, all, meaningOf, language),
    },
  ])
}

/** @param {string} name of a package */
const fileOf = (name) => name.replace('@arq/', '')

/** @returns {Promise<SettingsOf[]>} */
async function settingsOfPackages() {
  const found = await Promise.all(
    publishedPackages()
      .filter(({ manifest }) => entriesOf(manifest).includes('.'))
      .map(async ({ name, folder }) => {
        const exported = await importBuilt(folder, 'index.js')
        return Object.entries(exported)
          .filter(([key, value]) => /schema$/i.test(key) && value?.entries)
          .map(([key, schema]) => ({ package: name, name: key, schema }))
      }),
  )
  return found.flat()
}

/**
 * @param {readonly string[]} packages
 * @param {Language} language
 */
function listOf(packages, language) {
  const words = WORDS[language]
  const rows = packages.map((name) => `- [\`${name}\`](${fileOf(name)}.md)`)
  return `# ${words.title}\n\n${words.intro}\n\n${rows.join('\n')}\n`
}

/**
 * @param {string} name of the package
 * @param {readonly SettingsOf[]} all
 * @param {MeaningOf} meaningOf
 * @param {Language} language
 */
function pageOf(name, all, meaningOf, language) {
  const words = WORDS[language]
  const tables = all.map(({ name: schemaName, schema }) => {
    const known = { duration: /** @type {any} */ (durationSchema), exports: core }
    const rows = readTable(settingsTable(schema, known)).map((row) =>
      language === 'en' ? row : inChinese(row, name, meaningOf),
    )
    const head = all.length === 1 ? '' : `## ${schemaName.replace(/Schema$/, '')}\n\n`
    return `${head}${markdownTable(words.heads, rows)}`
  })
  return `# ${words.title}: ${name}\n\n${tables.join('\n\n')}\n\n${generatedFrom(language, `\`${name}\``)}`
}

/** Packages whose settings have the names, and the meanings, of those that the command line tells in Chinese. */
const TOLD_IN_CHINESE = ['@arq/worker', '@arq/client']

/**
 * A row of settings, its words in Chinese where there are some.
 * @param {string[]} row
 * @param {string} name of the package
 * @param {MeaningOf} meaningOf
 */
function inChinese([key = '', takes = '', standard = '', meaning = ''], name, meaningOf) {
  const told = TOLD_IN_CHINESE.includes(name)
    ? meaningOf(key.replaceAll('`', ''), 'zh-CN')?.replaceAll('<', '\\<')
    : undefined
  return [key, chineseType(takes), CHINESE_DEFAULTS[standard] ?? standard, told ?? meaning]
}

/** @type {Readonly<Record<string, string>>} */
const CHINESE_DEFAULTS = { required: '必须给出', 'built in': '内置' }

/**
 * @param {readonly { key: string, variable: string, flag: string }[]} settings
 * @param {readonly SettingsOf[]} all
 * @param {MeaningOf} meaningOf
 * @param {Language} language
 */
function environmentPage(settings, all, meaningOf, language) {
  const words = WORDS[language]
  const own = settings.map(({ variable, flag, key }) => [
    `\`${variable}\``,
    `\`--${flag}\``,
    `\`${key}\``,
    (meaningOf(key, language) ?? '').replaceAll('<', '\\<'),
  ])
  const read = new Set(settings.map(({ variable }) => variable))
  const others = all.flatMap(({ package: name, schema }) =>
    variablesIn(schema)
      .filter(({ variable }) => !read.has(variable))
      .map(({ variable, key, meaning }) => [
        `\`${variable}\``,
        `\`${name}\``,
        `\`${key}\``,
        meaning,
      ]),
  )
  return [
    `# ${words.environment}`,
    words.environmentIntro,
    words.language,
    `## ${words.commandLine}`,
    markdownTable([words.variable, words.flag, words.key, words.meaning], own),
    ...(others.length === 0
      ? []
      : [
          `## ${words.others}`,
          words.othersIntro,
          markdownTable([words.variable, words.package, words.key, words.meaning], others),
        ]),
    generatedFrom(language, '`env`'),
  ].join('\n\n')
}

/** @param {Schema} schema */
function variablesIn(schema) {
  return Object.entries(schema.entries ?? {}).flatMap(([key, setting]) => {
    const { env } = /** @type {{ env?: unknown }} */ (getMetadata(/** @type {any} */ (setting)))
    const meaning = (getDescription(/** @type {any} */ (setting)) ?? '').replaceAll('<', '\\<')
    return typeof env === 'string' ? [{ key, variable: env, meaning }] : []
  })
}
