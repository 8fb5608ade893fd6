import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { findChromium } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Browser, chromium } from 'playwright-core'

import { bundleForBrowser } from '../browser-bundle.js'
import { rightReport } from '../browser-report.js'

const PAGE = `
  import { runJobs } from './in-a-browser.js'
  globalThis.lines = []
  globalThis.report = runJobs((line) => globalThis.lines.push(line))
`
/** A page has no use for the rest: it would only look for a network that is not there. */
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
]

// Chromium and what it needs are 400 MB, which a new machine takes most of a minute to get.
const describeInFull = isFullRun ? describe : describe.skip

describeInFull('client, worker and broker in a page of Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    const executablePath = await findChromium()
    browser = await chromium.launch({ executablePath, args: ARGUMENTS })
  })
  afterAll(() => browser.close())

  it('run jobs: a result, a delay, a retry, a failure, an abort, and a clean end', async () => {
    // From dist/, as users get it.
    const { code } = await bundleForBrowser(PAGE)
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => complaints.push(message.text()))
    // Not over HTTPS, so that what browsers keep for secure pages is missing, too.
    expect(await page.evaluate('isSecureContext')).toBe(false)
    await page.addScriptTag({ type: 'module', content: code })
    await page.waitForFunction('globalThis.report')

    expect(await page.evaluate('report')).toEqual(rightReport)
    expect(complaints).toEqual([])
    const lines = await page.evaluate<string[]>('lines')
    expect(lines.some((line) => line.includes('order 7 has no customer'))).toBe(true)
    await page.close()
  })
})
