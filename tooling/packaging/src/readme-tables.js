import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { errorsInChinese } from './chinese/errors-in-chinese.js'
import { CHINESE_MEANINGS } from './chinese/meanings.js'
import { settingsInChinese } from './chinese/settings-in-chinese.js'
import { mergeScans, scanFolder, usesOf } from './error-sources.js'
import { errorReference, errorsTable } from './errors-table.js'
import { FIGURES, figuresTable } from './figures-table.js'
import { missingBlock, readBlock, replaceBlock } from './marked-block.js'
import { endWithProblems } from './problems.js'
import { chosenPackages, entriesOf, publishedPackages, rootDir } from './repository.js'
import { settingsTable } from './settings-table.js'

const COMMAND = 'node tooling/packaging/src/readme-tables.js'

/** Where the command line lists its settings. Its README tells them by hand, with their flags. */
const CLI = /** @type {const} */ ({ package: '@arq/cli', file: 'cli-settings.js' })

/**
 * Errors of these are their users' own affair (a test that fails, an exit code), are those of what they are given (two
 * stores as one, a client in a web server or a framework, a running system), or are not core's: the client of RocketMQ has codes of its own, and a test of its own holds its README
 * to them.
 */
const WITHOUT_ERRORS = [
  '@arq/admin',
  '@arq/conformance',
  '@arq/cli',
  '@arq/fastify',
  '@arq/nestjs',
  '@arq/result-tiered',
  '@arq/rocketmq',
  '@arq/rocketmq-cli',
  '@arq/testing',
  'create-arq',
]

/**
 * Sources beside its own whose errors are a package's too: enqueueing lives in core.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const MORE_SOURCES = { '@arq/client': [join('packages', 'core', 'src', 'enqueue')] }

/**
 * The generated parts of a README, by name.
 * @param {import('./repository.js').PublishedPackage} published
 * @param {import('./error-sources.js').ErrorScan} allErrors
 * @returns {Promise<Record<string, string>>}
 */
async function tablesOf({ name, dir, manifest }, allErrors) {
  const core = join(rootDir, 'packages', 'core')
  const exports = await importBuilt(core, 'index.js')
  const { durationSchema: duration } = await importBuilt(core, 'internal.js')
  /** @type {Record<string, string>} */
  const tables = {}
  const schemas = entriesOf(manifest).includes('.')
    ? schemasIn(await importBuilt(dir, 'index.js'))
    : []
  for (const [schemaName, schema] of schemas) {
    const block = schemas.length === 1 ? 'settings' : `settings ${schemaName}`
    tables[block] = settingsTable(schema, { duration, exports })
  }
  if (name === '@arq/core') {
    const uses = [...allErrors.fixed, ...usesOf(allErrors, allErrors.fixed)]
    tables['errors'] = errorReference(uses, exports['ERROR_CODES'])
  } else if (!WITHOUT_ERRORS.includes(name)) {
    const folders = [join(dir, 'src'), ...(MORE_SOURCES[name] ?? [])]
    const scan = mergeScans(folders.map((folder) => scanFolder(resolve(rootDir, folder))))
    const uses = usesOf(scan, allErrors.fixed)
    tables['errors'] = errorsTable(uses, exports['ERROR_CODES'])
  }
  return tables
}

/**
 * The schemas of settings that a package exports.
 * @param {Readonly<Record<string, any>>} exports
 * @returns {[string, import('./schema-words.js').Schema][]}
 */
function schemasIn(exports) {
  return Object.entries(exports).filter(([name, value]) => /schema$/i.test(name) && value.entries)
}

/**
 * Variables that the command line reads and its README does not name.
 * @param {import('./repository.js').PublishedPackage} published
 * @param {string} readme
 * @returns {Promise<string[]>}
 */
async function untoldVariables({ name, dir }, readme) {
  if (name !== CLI.package) return []
  const built = await importBuilt(dir, CLI.file)
  /** @type {readonly { variable: string }[]} */
  const settings = built['CLI_SETTINGS']
  const untold = settings.filter(({ variable }) => !readme.includes(`\`${variable}\``))
  return untold.map(({ variable }) => `does not name the variable ${variable}`)
}

/**
 * @param {string} dir
 * @param {string} file
 * @returns {Promise<Record<string, any>>}
 */
async function importBuilt(dir, file) {
  return import(pathToFileURL(join(dir, 'dist', file)).href)
}

/** The front pages tell what the bench measured. */
const FRONT_PAGES = /** @type {const} */ ([
  ['README.md', 'en'],
  ['README.zh-CN.md', 'zh-CN'],
])

/**
 * @param {boolean} isWriting or only comparing
 * @returns {string[]} problems
 */
function updateFrontPages(isWriting) {
  const measured = join(rootDir, 'tooling', 'bench', 'RESULTS.json')
  const report = JSON.parse(readFileSync(measured, 'utf8'))
  return FRONT_PAGES.flatMap(([name, language]) => {
    const file = join(rootDir, name)
    const present = readFileSync(file, 'utf8')
    const { text, missing } = withTables(present, { [FIGURES]: figuresTable(report, language) })
    if (isWriting) writeFileSync(file, text)
    const isOld = !isWriting && text !== present
    const found = [...missing, ...(isOld ? ['the figures are not those of the bench'] : [])]
    return found.map((problem) => `${name}: ${problem}`)
  })
}

/**
 * The generated parts of a README in Chinese: those that it has room for, and what of them has no Chinese words.
 * @param {import('./repository.js').PublishedPackage} published
 * @param {string} readme
 * @param {Readonly<Record<string, string>>} english
 */
async function chineseTables({ name }, readme, english) {
  const wanted = Object.entries(english).filter(([block]) => readBlock(readme, block) !== undefined)
  /** @type {string[]} */
  const untold = []
  /** @type {Record<string, string>} */
  const tables = {}
  for (const [block, table] of wanted) {
    if (block === 'errors') tables[block] = errorsInChinese(table, await chineseErrors())
    else {
      const made = settingsInChinese(table, await chineseMeanings(name))
      untold.push(...made.untold)
      tables[block] = made.table
    }
  }
  return { tables, untold }
}

/**
 * @param {string} name of a package
 * @returns {Promise<(key: string) => string | undefined>}
 */
async function chineseMeanings(name) {
  const own = CHINESE_MEANINGS[name]
  if (own && name !== '@arq/worker') return (key) => own[key]
  const { meaningOf } = await importBuilt(join(rootDir, 'apps', 'cli'), 'config/meanings.js')
  return (key) => own?.[key] ?? meaningOf(key, 'zh-CN')
}

/** @returns {Promise<(code: string) => string>} */
async function chineseErrors() {
  const { explainCode } = await importBuilt(join(rootDir, 'packages', 'core'), 'internal.js')
  return (code) => explainCode(code, 'zh-CN').meaning
}

/**
 * @param {import('./repository.js').PublishedPackage} published
 * @param {Readonly<Record<string, string>>} english
 * @param {boolean} isWriting or only comparing
 * @returns {Promise<string[]>} problems
 */
async function updateChineseReadme(published, english, isWriting) {
  const file = join(published.dir, 'README.zh-CN.md')
  if (!existsSync(file)) return []
  const present = readFileSync(file, 'utf8')
  const { tables, untold } = await chineseTables(published, present, english)
  const { text } = withTables(present, tables)
  if (isWriting) writeFileSync(file, text)
  const found = [
    ...untold.map((what) => `no Chinese words in tooling/packaging/src/chinese say ${what}`),
    ...(isWriting || text === present ? [] : ['a generated table is out of date']),
  ]
  return found.map((problem) => `${published.folder}/README.zh-CN.md: ${problem}`)
}

/**
 * @param {readonly string[]} names of packages; none: all
 * @param {boolean} isWriting or only comparing
 */
async function updateReadmes(names, isWriting) {
  const scans = publishedPackages().map(({ dir }) => scanFolder(join(dir, 'src')))
  const allErrors = mergeScans(scans)
  /** @type {string[]} */
  const problems = names.length === 0 ? updateFrontPages(isWriting) : []
  for (const published of chosenPackages(names)) {
    const file = join(published.dir, 'README.md')
    const present = readFileSync(file, 'utf8')
    const tables = await tablesOf(published, allErrors)
    const { text, missing } = withTables(present, tables)
    if (isWriting) writeFileSync(file, text)
    problems.push(...(await updateChineseReadme(published, tables, isWriting)))
    const found = [
      ...missing,
      ...(isWriting || text === present ? [] : ['a generated table is out of date']),
      ...(await untoldVariables(published, present)),
    ]
    problems.push(...found.map((problem) => `${published.folder}/README.md: ${problem}`))
  }
  return problems
}

/**
 * @param {string} readme
 * @param {Readonly<Record<string, string>>} tables
 */
function withTables(readme, tables) {
  /** @type {string[]} */
  const missing = []
  let text = readme
  for (const [name, table] of Object.entries(tables)) {
    if (readBlock(text, name) === undefined) missing.push(missingBlock(name))
    else text = replaceBlock(text, name, table)
  }
  return { text, missing }
}

const args = process.argv.slice(2)
const isWriting = args.includes('--write')
const names = args.filter((arg) => arg !== '--write')
endWithProblems(await updateReadmes(names, isWriting), `build, then run: ${COMMAND} --write`)
