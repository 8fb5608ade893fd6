import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** What a built page points at, and what it can be pointed at. */
export interface BuiltPage {
  /** From the root of the site: `/guide/cron.html`. */
  readonly address: string
  readonly anchors: ReadonlySet<string>
  /** Of links that a reader follows. */
  readonly links: readonly string[]
  /** Of what the browser asks for by itself: scripts, styles, pictures. */
  readonly resources: readonly string[]
}

const decoded = (text: string): string =>
  text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'")

function valuesOf(html: string, tags: string, attribute: string): string[] {
  const pattern = new RegExp(`<(?:${tags})\\b[^>]*?\\s${attribute}="([^"]*)"`, 'g')
  return [...html.matchAll(pattern)].map(([, value = '']) => decoded(value))
}

/** Every file of a built site, relative to its folder, with `/`. */
export function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    file.replaceAll('\\', '/'),
  )
}

export function builtPages(folder: string): readonly BuiltPage[] {
  return filesOf(folder)
    .filter((file) => file.endsWith('.html'))
    .map((file) => {
      const html = readFileSync(join(folder, file), 'utf8')
      return {
        address: `/${file}`,
        anchors: new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => decoded(id))),
        links: valuesOf(html, 'a', 'href'),
        resources: [
          ...valuesOf(html, 'script|img|source|iframe|video|audio|embed', 'src'),
          ...valuesOf(html, 'link', 'href'),
        ],
      }
    })
}

/** A link as an address of the site and an anchor; `undefined` where it leaves the site. */
export function placeOf(
  link: string,
  { address }: BuiltPage,
): { readonly file: string; readonly anchor: string } | undefined {
  if (/^[a-z][a-z+.-]*:|^\/\//i.test(link)) return undefined
  const [path = '', anchor = ''] = link.split('#')
  const joined =
    path === '' ? address : posix.resolve(posix.dirname(address), decodeURIComponent(path))
  const isFolder = path.endsWith('/')
  return {
    file: isFolder ? posix.join(joined, 'index.html') : joined,
    anchor: decodeURIComponent(anchor),
  }
}
