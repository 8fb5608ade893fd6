import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'

import { docsDir } from './places.js'

/** Folders whose pages are in English only: the project's own papers, and what is made of comments in the code. */
export const ENGLISH_ONLY = ['adr', 'reference/api', 'repository']

/**
 * Where the Chinese page would be, a page that says so and leads to the English one: readers who change the language of a
 * page come there.
 */
export async function writeEnglishOnlyPages() {
  for (const folder of ENGLISH_ONLY) {
    const files = await readdir(join(docsDir, folder), { recursive: true })
    for (const name of files.filter((file) => file.endsWith('.md'))) {
      const page = posix.join(folder, name.replaceAll('\\', '/'))
      const file = join(docsDir, 'zh', page)
      const [, title = page] = /^# (.+)$/m.exec(await readFile(join(docsDir, page), 'utf8')) ?? []
      const back = posix.relative(posix.dirname(`zh/${page}`), page)
      const text = `---\nsearch: false\n---\n\n# ${title}\n\n本页只有英文：[${title.replaceAll(/[[\]]/g, '\\$&')}](${back})。\n`
      await mkdir(dirname(file), { recursive: true })
      // The index of the API has a page of its own.
      await writeFile(file, text, { flag: 'wx' }).catch(ignoreThatItExists)
    }
  }
}

/** @param {NodeJS.ErrnoException} error */
function ignoreThatItExists(error) {
  if (error.code !== 'EEXIST') throw error
}
