import { debianAvailability, installDebianPackages } from './debian.js'
import { findBinary } from './find-binary.js'

const PROGRAMS = [
  ...['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** @type {typeof import('./contract.d.ts').findChromium} */
export async function findChromium(log = () => undefined) {
  const given = process.env['ARQ_TEST_CHROMIUM']
  const found = given ? findBinary([given]) : findBinary(PROGRAMS)
  if (found) return found
  if (!given && debianAvailability().possible) await installDebianPackages(['chromium'], log)
  const installed = given ? undefined : findBinary(PROGRAMS)
  if (installed) return installed
  throw new Error('Chromium is missing: install Chromium or Chrome, or set ARQ_TEST_CHROMIUM')
}
