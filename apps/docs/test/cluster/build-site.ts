import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { docsDir } from '../../src/places.js'

export interface BuiltSite {
  readonly folder: string
  remove(): Promise<void>
}

/** What `npm run docs` makes, in a folder of its own. */
export async function buildSite(): Promise<BuiltSite> {
  const folder = await mkdtemp(join(tmpdir(), 'arq-docs-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await promisify(execFile)(process.execPath, ['src/docs.js', '--out', folder], {
      cwd: docsDir,
      // jest's own would load the packages' sources.
      env: { ...process.env, NODE_OPTIONS: '' },
      maxBuffer: 64 * 1024 * 1024,
    })
  } catch (error) {
    await remove()
    throw error
  }
  return { folder, remove }
}
