import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const docs = join(import.meta.dirname, '..', '..')
const root = join(docs, '..', '..')

/** A test that a page names: the file, from the root of the repository, and the title, in which … stands for anything. */
export interface Proof {
  readonly file: string
  readonly title: string
}

/** A setting that a page names, as it stands in the table. */
interface NamedSetting {
  readonly name: string
  readonly defaultValue: string
}

export interface FaultPage {
  readonly headings: readonly string[]
  readonly settings: readonly NamedSetting[]
  readonly proofs: readonly Proof[]
}

/** The cells of a row of a table, without the bars. */
const cellsOf = (row: string): readonly string[] =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim())

const rowsIn = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(cellsOf)

function proofsIn(text: string): readonly Proof[] {
  let file = ''
  const proofs: Proof[] = []
  for (const line of text.split('\n')) {
    file = /^- \[`([^`]+)`\]/.exec(line)?.[1] ?? file
    const title = /^ {2}- “(.+)”$/.exec(line)?.[1]
    if (title !== undefined) proofs.push({ file, title })
  }
  return proofs
}

/** @param path from apps/docs, such as `zh/faults/poison.md` */
export function readFaultPage(path: string): FaultPage {
  const sections = readFileSync(join(docs, path), 'utf8').split(/^## /m).slice(1)
  return {
    headings: sections.map((section) => section.split('\n', 1)[0] ?? ''),
    settings: rowsIn(sections.at(-2) ?? '').map(([name = '', , defaultValue = '']) => ({
      name: name.replaceAll('`', ''),
      defaultValue,
    })),
    proofs: proofsIn(sections.at(-1) ?? ''),
  }
}

/** The defaults of settings, by name, as the tables of the packages have them: a test of theirs writes those. */
export function documentedDefaults(packages: readonly string[]): ReadonlyMap<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const each of packages) {
    const readme = readFileSync(join(root, 'packages', each, 'README.md'), 'utf8')
    const [, table = ''] =
      /<!-- settings: generated -->([^]*?)<!-- end of settings -->/.exec(readme) ?? []
    for (const [name = '', , defaultValue = ''] of rowsIn(table)) {
      const key = name.replaceAll('`', '')
      found.set(key, (found.get(key) ?? new Set()).add(defaultValue))
    }
  }
  return found
}

const sources = new Map<string, string>()

function sourceOf(file: string): string {
  const known = sources.get(file)
  if (known !== undefined) return known
  const source = readFileSync(join(root, file), 'utf8')
  sources.set(file, source)
  return source
}

/** Whether the file has a test of that title: what follows `it(`, or stands first in a row of `it.each([`. */
export function isProven({ file, title }: Proof): boolean {
  const inTitle = title
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('[^\n]+?')
  return new RegExp(`[([]\\s*(['"\`])${inTitle}\\1\\s*,`).test(sourceOf(file))
}
