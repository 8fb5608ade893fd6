import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { inspectPackages } from './inspect-packages.js'
import { INSTALL_TABLE, installTable, tableProblems, WORDINGS } from './install-table.js'
import { readBlock, replaceBlock } from './marked-block.js'
import { endWithProblems } from './problems.js'
import { rootDir } from './repository.js'
import { openWorkbench } from './workbench.js'

/** @typedef {readonly import('./install-table.js').InstallFacts[]} Facts */

const COMMAND = 'node tooling/packaging/src/check-packages.js --write'

/** @type {readonly (readonly [string, import('./install-table.js').Wording])[]} */
const READMES = [
  ['README.md', WORDINGS.en],
  ['README.zh-CN.md', WORDINGS['zh-CN']],
]

/** @param {Facts} facts */
function staleTables(facts) {
  return READMES.flatMap(([file, wording]) => {
    const problems = tableProblems(readFileSync(join(rootDir, file), 'utf8'), facts, wording)
    return problems.map((problem) => `${file}: ${problem}; then run: ${COMMAND}`)
  })
}

/** @param {Facts} facts */
function writeTables(facts) {
  for (const [file, wording] of READMES) {
    const path = join(rootDir, file)
    const text = readFileSync(path, 'utf8')
    const table = installTable(readBlock(text, INSTALL_TABLE) ?? '', facts, wording)
    writeFileSync(path, replaceBlock(text, INSTALL_TABLE, table))
  }
}

const isWriting = process.argv.includes('--write')
const isTogether = process.argv.includes('--together') && !isWriting
const bench = await openWorkbench({ isTogether })
try {
  const { problems, facts } = await inspectPackages(bench, {
    alone: process.argv.includes('--alone'),
  })
  if (isWriting) writeTables(facts)
  // What one brings is known only where it was installed alone.
  const isCompared = !isWriting && !isTogether
  endWithProblems([...problems, ...(isCompared ? staleTables(facts) : [])])
} finally {
  await bench.close()
}
