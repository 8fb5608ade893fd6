import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { withRepository } from './release-manifest.js'
import { removeOrphans } from './remove-orphans.js'
import { publishedPackages, rootDir } from './repository.js'
import { runCommand } from './run-command.js'

/**
 * Publishes the built packages that npm does not have yet. Only a workflow does that: npm signs
 * where a package comes from, and compares that with what its package.json says.
 */
const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env
if (!server || !repository) {
  throw new Error('Releases are made by .github/workflows/release.yml, which names the repository.')
}
for (const { dir, folder } of publishedPackages()) {
  removeOrphans(dir)
  const file = join(dir, 'package.json')
  const url = `git+${server}/${repository}.git`
  writeFileSync(file, withRepository(readFileSync(file, 'utf8'), { url, folder }))
}
const changesets = createRequire(join(rootDir, 'package.json')).resolve('@changesets/cli/bin.js')
// The action reads from this what was published.
console.log(await runCommand(process.execPath, [changesets, 'publish'], rootDir))
