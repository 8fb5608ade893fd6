import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { plainPage, summaryOf } from '../src/plain-page.js'
import { linksOf, sections } from './sections.js'

/** What is copied from elsewhere, or too long for anybody to read whole. */
const LEFT_OUT_OF_FULL = ['repository/', 'reference/api/', 'adr/']

/**
 * Writes each page as Markdown beside its HTML, and for programs that read the site `llms.txt` (what there is) and
 * `llms-full.txt` (all of it, in English).
 * @param {{ outDir: string, pages: readonly string[] }} site
 */
export async function writePlainPages({ outDir, pages }) {
  const plain = new Map(pages.map((page) => [page, plainPage(page)]))
  for (const [page, text] of plain) await write(join(outDir, page), text)
  await write(join(outDir, 'llms.txt'), listOf(plain))
  await write(join(outDir, 'llms-full.txt'), fullOf(plain))
}

/** @param {ReadonlyMap<string, string>} plain */
function listOf(plain) {
  const parts = /** @type {const} */ (['en', 'zh']).flatMap((language) =>
    sections.flatMap(({ title, folder, navigation }) => {
      // In Chinese the list of decisions is the English one.
      if (language === 'zh' && folder === 'adr') return []
      const rows = linksOf(navigation[language]).flatMap((link) => rowOf(link, plain))
      const head = language === 'en' ? title.en : `${title.zh} (Chinese)`
      return rows.length === 0 ? [] : [`## ${head}\n\n${rows.join('\n')}\n`]
    }),
  )
  const { title } = summaryOf(plain.get('index.md') ?? '')
  return `# ${title}\n\n> A job queue on RabbitMQ, for TypeScript. Every page is here as Markdown, too; all English ones in one file: /llms-full.txt\n\n${parts.join('\n')}`
}

/**
 * @param {string} link as the navigation has it
 * @param {ReadonlyMap<string, string>} plain
 */
function rowOf(link, plain) {
  const page = `${link.slice(1)}${link.endsWith('/') ? 'index' : ''}.md`
  const text = plain.get(page)
  if (text === undefined) return []
  const { title, sentence } = summaryOf(text)
  return [`- [${title}](/${page})${sentence === '' ? '' : `: ${sentence}`}`]
}

/** @param {ReadonlyMap<string, string>} plain */
function fullOf(plain) {
  const english = [...plain].filter(
    ([page]) =>
      !page.startsWith('zh/') && !LEFT_OUT_OF_FULL.some((folder) => page.startsWith(folder)),
  )
  return english.map(([page, text]) => `<!-- /${page} -->\n\n${text}`).join('\n')
}

/**
 * @param {string} file
 * @param {string} text
 */
async function write(file, text) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
