import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/**
 * A folder with these files, deleted after the test.
 * @param {import('node:test').TestContext} t
 * @param {Record<string, string>} files by path
 */
export function temporaryFolder(t, files) {
  const folder = mkdtempSync(join(tmpdir(), 'arq-run-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
