import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { installLines } from './install-lines.js'
import { pack } from './pack.js'
import { findPnpm } from './package-managers.js'
import { publishedPackages, rootDir } from './repository.js'

/**
 * Packs all public packages into a folder, `tarballs` unless another one is named. Tarballs of ours
 * that lie there from before are deleted: whoever installs `*.tgz` is to get one of each. Then says what
 * to type in a project to install them.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: 'boolean', short: 'h', default: false } },
})
if (values.help) {
  console.log(`npm run pack                packs all packages into tarballs/
npm run pack -- <folder>    into another folder`)
  process.exit()
}
const folder = resolve(positionals[0] ?? join(rootDir, 'tarballs'))
mkdirSync(folder, { recursive: true })
const old = readdirSync(folder).filter((name) => /^(?:create-)?arq-.*\.tgz$/.test(name))
for (const name of old) rmSync(join(folder, name))

const packages = publishedPackages()
const tarballs = await pack(packages, await findPnpm(), folder)
for (const path of tarballs.values()) console.log(relative(process.cwd(), path))
for (const { of, line } of installLines(packages, tarballs)) {
  console.log(`\n# ${of}, in your project (in a new one after npm init --yes):\n${line}`)
}
