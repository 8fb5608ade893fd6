import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { writeEnglishOnlyPages } from './english-only.js'
import { buildLive } from './live/build.js'
import { docsDir, GENERATED } from './places.js'
import { apiPages } from './reference/api.js'
import { benchmarkPages } from './reference/benchmarks.js'
import { commandPages } from './reference/commands.js'
import { errorPages } from './reference/errors.js'
import { eventPages } from './reference/events.js'
import { indexPages } from './reference/index-page.js'
import { metricsPages } from './reference/metrics.js'
import { settingsPages } from './reference/settings.js'
import { writeRepositoryPages } from './repository-pages.js'
import { writtenPages } from './written-pages.js'

/** Writes every page of the site that nobody writes by hand, and what runs in its pages. */
export async function generate() {
  await Promise.all(
    GENERATED.map((folder) => rm(join(docsDir, folder), { recursive: true, force: true })),
  )
  const pages = [
    ...indexPages(),
    ...errorPages(),
    ...(await commandPages()),
    ...(await settingsPages()),
    ...(await metricsPages()),
    ...eventPages(),
    ...benchmarkPages(),
    ...(await apiPages()),
  ]
  for (const { path, text } of pages) {
    const file = join(docsDir, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
  }
  writeRepositoryPages([...writtenPages(), ...pages.map(({ path }) => path)])
  await writeEnglishOnlyPages()
  await buildLive()
}
