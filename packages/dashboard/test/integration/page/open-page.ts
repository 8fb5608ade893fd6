import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { findChromium } from '@arq/tooling-services'
import { expect } from '@jest/globals'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** A page has no use for the rest: it would only look for a network that is not there. */
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'],
]

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

export type PageLanguage = 'en' | 'zh-CN'

export const LANGUAGES: readonly PageLanguage[] = ['en', 'zh-CN']
/** The smallest phone, and a desk. */
export const WIDTHS = [360, 1_440] as const

export interface Looks {
  readonly language?: PageLanguage
  readonly width?: number
  readonly colorScheme?: 'light' | 'dark'
}

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: ARGUMENTS })
}

/** A page of the dashboard in a browser of its own, with all that it complained about. */
export interface OpenPage {
  readonly page: Page
  /** Errors, and what the content policy refused. */
  readonly complaints: string[]
  /** Requests that left the dashboard's own server. */
  readonly outside: string[]
  /** Goes to another page by its address. */
  readonly go: (hash: string) => Promise<void>
  readonly close: () => Promise<void>
}

export async function openPage(
  browser: Browser,
  url: string,
  { language = 'en', width = 1_440, colorScheme = 'light' }: Looks = {},
): Promise<OpenPage> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: width < 600 ? 780 : 900 },
    locale: language,
    colorScheme,
    reducedMotion: 'reduce',
    hasTouch: width < 600,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  const outside: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // That a request failed is told by the page itself, where it matters.
    const isAboutRequest = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isAboutRequest) complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) outside.push(request.url())
  })
  await page.goto(url)
  await page.locator('h1').first().waitFor()
  const go = async (hash: string) => {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
    await page.locator('h1').first().waitFor()
  }
  return { page, complaints, outside, go, close: () => context.close() }
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

/** The page is as wide as the screen: nothing has to be looked for at the side. */
export async function expectNoSideScroll(page: Page): Promise<void> {
  const wide = await page.evaluate<string[]>(`
    document.documentElement.scrollWidth <= innerWidth ? [] :
      [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => element.tagName + '.' + element.className)
        .slice(0, 5).concat(String(document.documentElement.scrollWidth))
  `)
  expect(wide).toEqual([])
}

/** Where somebody wants to look at the pages: a folder in ARQ_TEST_SCREENSHOTS. */
export async function keepScreenshot(page: Page, name: string, isWhole = true): Promise<void> {
  const folder = process.env['ARQ_TEST_SCREENSHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole })
}
