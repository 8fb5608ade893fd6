import { debianAvailability, installDebianPackages } from './debian.js'
import { findBinary } from './find-binary.js'

const PROGRAMS = [
  ...['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** @type {typeof import('./contract.d.ts').installedChromium} */
export function installedChromium() {
  const given = process.env['ARQ_TEST_CHROMIUM']
  return findBinary(given ? [given] : PROGRAMS)
}

/** @type {typeof import('./contract.d.ts').findChromium} */
export async function findChromium(log = () => undefined) {
  const found = installedChromium()
  if (found) return found
  const isNamed = Boolean(process.env['ARQ_TEST_CHROMIUM'])
  if (!isNamed && debianAvailability().possible) await installDebianPackages(['chromium'], log)
  const installed = isNamed ? undefined : installedChromium()
  if (installed) return installed
  throw new Error('Chromium is missing: install Chromium or Chrome, or set ARQ_TEST_CHROMIUM')
}
