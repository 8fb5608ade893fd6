import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { formatNumber } from './metrics.js'
import { topSelfTime } from './profile.js'
import { textTable } from './text-table.js'

const SHOWN = 20

/**
 * For each profile of a folder, where most time was spent.
 * @param {string} dir
 */
export function renderProfiles(dir) {
  const files = readdirSync(dir).filter((file) => file.endsWith('.cpuprofile'))
  return files.sort().map((file) => {
    const profile = JSON.parse(readFileSync(join(dir, file), 'utf8'))
    const rows = topSelfTime(profile, SHOWN).map(({ name, micros, share }) => [
      name,
      formatNumber(micros / 1000, 1),
      `${formatNumber(share * 100, 1)} %`,
    ])
    return `\n${join(dir, file)}\n${textTable(['', 'self ms', 'of busy time'], rows)}`
  })
}
