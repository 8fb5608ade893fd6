import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { findChromium } from '@arq/tooling-services'
import { type Browser, chromium, type Page } from 'playwright-core'

/** A page has no use for the rest: it would only look for a network that is not there. */
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
]

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

export interface Looks {
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
}

export const launchBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await findChromium(), args: ARGUMENTS })

/** A page with all that it complained about. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page
  readonly complaints: readonly string[]
  /** Requests that left the server of the page. */
  readonly outside: readonly string[]
}

export async function openPage(
  browser: Browser,
  url: string,
  { width = 1_280, colorScheme = 'light' }: Looks = {},
): Promise<OpenPage> {
  const { origin } = new URL(url)
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme,
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const complaints: string[] = []
  const outside: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('request', (request) => {
    const asked = new URL(request.url())
    if (asked.protocol.startsWith('http') && asked.origin !== origin) outside.push(asked.href)
  })
  await page.goto(url)
  return { page, complaints, outside, [Symbol.asyncDispose]: () => context.close() }
}

/** What axe has against a page, in short. */
export async function axeFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate<string[]>(`
    axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => id + ' ' + target.join(' ') + ' ' + failureSummary)))
  `)
}

/** How much wider than the screen the page is, in pixels: nothing has to be looked for at the side. */
export const sideScroll = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')

/** Where somebody wants to look at the pages: a folder in ARQ_TEST_SCREENSHOTS. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['ARQ_TEST_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}
