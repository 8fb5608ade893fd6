import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { entriesOf, publishedPackages } from '@arq/tooling-packaging/repository'
import { Application } from 'typedoc'

import { docsDir } from '../places.js'
import { referencePath } from './page.js'

/** Relative to apps/docs. */
const FOLDER = 'reference/api'

const CHINESE = `# API

每个包导出的名称及其类型、说明。说明取自源代码的注释，只有英文：

`

/**
 * Writes a page of what each package exports, from its declarations.
 * @returns {Promise<import('./page.js').Page[]>} the page in Chinese that leads there
 */
export async function apiPages() {
  const packages = publishedPackages().filter(
    ({ dir, manifest }) =>
      entriesOf(manifest).includes('.') && existsSync(join(dir, 'dist', 'index.d.ts')),
  )
  const app = await Application.bootstrapWithPlugins({
    name: 'API',
    entryPoints: packages.map(({ dir }) => join(dir, 'dist', 'index.d.ts')),
    tsconfig: join(docsDir, 'tsconfig.api.json'),
    plugin: ['typedoc-plugin-markdown'],
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    excludeExternals: true,
    excludePrivate: true,
    excludeProtected: true,
    logLevel: 'Error',
    alwaysCreateEntryPointModule: true,
    ...markdownOptions(),
  })
  const project = await app.convert()
  if (!project) throw new Error('typedoc could not read the declarations')
  for (const module of project.children ?? []) {
    const parts = module.name.split('/')
    const found = packages.find(({ dir }) => parts.includes(basename(dir)))
    if (found) module.name = found.name
  }
  await app.generateOutputs(project)
  return [{ path: referencePath('zh-CN', 'api/index'), text: CHINESE + (await listOfPages()) }]
}

/** What typedoc-plugin-markdown adds to the options of typedoc. */
const markdownOptions = () =>
  /** @type {{}} */ ({
    outputs: [{ name: 'markdown', path: join(docsDir, FOLDER) }],
    outputFileStrategy: 'modules',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    hideGroupHeadings: false,
    // Its own count of headings with one name is not that of VitePress.
    useHTMLAnchors: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    propertiesFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    sanitizeComments: true,
  })

/** The links of the English list, as the Chinese page needs them. */
async function listOfPages() {
  const folder = join(docsDir, FOLDER)
  const files = await readdir(folder, { recursive: true })
  const pages = files.filter((file) => file.endsWith('.md') && file !== 'index.md').sort()
  const lines = await Promise.all(
    pages.map(async (file) => {
      const [, title = file] = /^# (.+)$/m.exec(await readFile(join(folder, file), 'utf8')) ?? []
      return `- [${title}](../../../${FOLDER}/${file})`
    }),
  )
  return `${lines.join('\n')}\n`
}
