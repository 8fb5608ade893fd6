import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { build } from 'esbuild'

/**
 * Bundles the page into dist/ui: `index.html`, and `assets/` whose names change with what is in them, so that
 * browsers may keep them for ever.
 */
const ui = import.meta.dirname
const out = join(ui, '..', 'dist', 'ui')

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

const { metafile } = await build({
  absWorkingDir: ui,
  entryPoints: {
    page: 'src/main.tsx',
    theme: 'src/theme-first.ts',
    icon: 'icon.svg',
  },
  outdir: out,
  entryNames: 'assets/[name]-[hash]',
  bundle: true,
  minify: true,
  metafile: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.svg': 'copy' },
  legalComments: 'none',
  logLevel: 'warning',
})

const names = Object.keys(metafile.outputs).map((path) => basename(path))
/** @param {RegExp} pattern */
const addressOf = (pattern) => {
  const name = names.find((known) => pattern.test(known))
  if (!name) throw new Error(`The bundle has no ${String(pattern)}`)
  return `assets/${name}`
}

// What is in the bundle and not ours, with its licence, as the licence wants. Not called after it: pnpm would take the
// file for the package's own licence.
const notices = ['preact', 'uplot'].map((name) => {
  const folder = join(ui, '..', 'node_modules', name)
  return `${name}\n\n${readFileSync(join(folder, 'LICENSE'), 'utf8')}`
})
writeFileSync(join(out, 'notices.txt'), notices.join('\n\n'))

const places = {
  icon: addressOf(/^icon-.*\.svg$/),
  style: addressOf(/^page-.*\.css$/),
  theme: addressOf(/^theme-.*\.js$/),
  page: addressOf(/^page-.*\.js$/),
}
let html = readFileSync(join(ui, 'index.html'), 'utf8')
for (const [place, address] of Object.entries(places)) {
  html = html.replace(`{{${place}}}`, address)
}
writeFileSync(join(out, 'index.html'), html)
