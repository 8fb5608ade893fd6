import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describeApi } from './describe-api.js'
import { firstDifference } from './first-difference.js'
import { endWithProblems } from './problems.js'
import { chosenPackages, entriesOf } from './repository.js'

/**
 * Compares each package's public API with the report that is committed, or writes the reports.
 * @param {readonly string[]} names of packages; none: all
 * @param {boolean} isWriting
 * @returns {string[]} problems
 */
function updateReports(names, isWriting) {
  const withApi = chosenPackages(names).filter(({ manifest }) => entriesOf(manifest).includes('.'))
  return withApi.flatMap(({ name, folder, dir }) => {
    const file = join(dir, 'api-report.md')
    const report = describeApi(name, dir)
    if (isWriting) {
      writeFileSync(file, report)
      return []
    }
    const committed = existsSync(file) ? readFileSync(file, 'utf8') : ''
    if (committed === report) return []
    return [
      `${folder}/api-report.md: the public API is another one\n${firstDifference(committed, report)}`,
    ]
  })
}

const args = process.argv.slice(2)
const isWriting = args.includes('--write')
const names = args.filter((arg) => arg !== '--write')
endWithProblems(
  updateReports(names, isWriting),
  'If that is meant: npm run api-report, commit the report and add a changeset.',
)
