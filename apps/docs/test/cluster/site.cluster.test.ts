import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { findChromium } from '@arq/tooling-services'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Browser, chromium, type Page } from 'playwright-core'

import { writtenPages } from '../../src/written-pages.js'
import { type Served, serveFolder } from '../integration/serve-folder.js'
import { buildSite, type BuiltSite } from './build-site.js'
import { type BuiltPage, builtPages, filesOf, placeOf } from './built-pages.js'

let site: BuiltSite
let pages: readonly BuiltPage[]
beforeAll(async () => {
  site = await buildSite()
  pages = builtPages(site.folder)
})
afterAll(() => site.remove())

const read = (file: string): string => readFileSync(join(site.folder, file), 'utf8')

describe('the built site', () => {
  it('has a page for each that was written, and its Markdown beside it', () => {
    const addresses = pages.map(({ address }) => address)
    for (const page of writtenPages()) {
      expect(addresses).toContain(`/${page.replace(/\.md$/, '.html')}`)
      expect([page, existsSync(join(site.folder, page))]).toEqual([page, true])
    }
  })

  it('has no link or anchor that leads nowhere', () => {
    const anchors = new Map(pages.map((page) => [page.address, page.anchors]))
    const files = new Set(filesOf(site.folder).map((file) => `/${file}`))
    const dead = pages.flatMap((page) =>
      page.links
        .filter((link) => {
          const place = placeOf(link, page)
          if (!place) return false
          if (place.anchor === '') return !files.has(place.file)
          return anchors.get(place.file)?.has(place.anchor) !== true
        })
        .map((link) => `${page.address}: ${link}`),
    )
    expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(1_000)
    expect(dead).toEqual([])
  })

  it('asks no other server for anything', () => {
    const outside = pages.flatMap(({ address, resources }) =>
      resources
        .filter((resource) => /^(?:[a-z]+:)?\/\//i.test(resource))
        .map((resource) => `${address}: ${resource}`),
    )
    expect(pages.flatMap(({ resources }) => resources).length).toBeGreaterThan(100)
    expect(outside).toEqual([])
    const styles = filesOf(site.folder).filter((file) => file.endsWith('.css'))
    expect(styles).not.toEqual([])
    for (const style of styles) expect(read(style)).not.toMatch(/(?:url\(|@import)\s*["']?https?:/)
  })

  it('lists its pages for programs, with addresses that exist', () => {
    const listed = [...read('llms.txt').matchAll(/\]\(\/([^)]+)\)/g)].map(([, file = '']) => file)
    expect(listed).toEqual(
      expect.arrayContaining(['guide/cron.md', 'reference/errors/ARQ_JOB_TIMEOUT.md']),
    )
    expect(listed.filter((file) => !existsSync(join(site.folder, file)))).toEqual([])
    const full = read('llms-full.txt')
    expect(full).toContain('# Cron jobs')
    expect(full).not.toContain('@include')
  })

  it('has a page of each error in both languages', () => {
    expect(read('reference/errors/ARQ_JOB_TIMEOUT.html')).toContain(
      'The job ran longer than its timeout.',
    )
    expect(read('zh/reference/errors/ARQ_JOB_TIMEOUT.html')).toContain(
      '任务运行的时间超过了它的超时时间',
    )
  })
})

describe('in a browser', () => {
  let browser: Browser
  let served: Served
  beforeAll(async () => {
    served = await serveFolder(site.folder)
    browser = await chromium.launch({
      executablePath: await findChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    })
  })
  afterAll(async () => {
    await browser.close()
    await served.close()
  })

  /** A page, and what it did that it should not. */
  async function open(path: string, width = 1_280, colorScheme: 'light' | 'dark' = 'light') {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', (request) => {
      const isOurs = /^(?:data|blob):/.test(request.url()) || request.url().startsWith(served.url)
      if (!isOurs) complaints.push(request.url())
    })
    await page.goto(`${served.url}${path}`)
    return { page, complaints, close: () => context.close() }
  }

  async function search(page: Page, words: string): Promise<readonly string[]> {
    await page.locator('.VPNavBarSearch button').first().click()
    await page.locator('.VPLocalSearchBox input').fill(words)
    await page.locator('.VPLocalSearchBox .result').first().waitFor()
    return page
      .locator('.VPLocalSearchBox .result')
      .evaluateAll((results) => results.map((result) => result.getAttribute('href') ?? ''))
  }

  it.each([
    ['an English word', '/', 'jitter'],
    ['a name of code', '/', 'ARQ_JOB_TIMEOUT'],
    ['a part of a name', '/', 'poison'],
    ['a Chinese word', '/zh/', '虚拟主机'],
    ['two Chinese words', '/zh/', '死信队列 任务'],
    ['half of a Chinese word', '/zh/', '信队'],
  ])('the search finds %s', async (_what, from, words) => {
    const { page, complaints, close } = await open(from)
    const [first = ''] = await search(page, words)
    expect(first).toMatch(from === '/zh/' ? /^\/zh\// : /^\/(?!zh\/)/)
    const found = read(
      first.slice(1).replace(/#.*$/, '').replace(/\/$/, '/index.html'),
    ).toLowerCase()
    for (const word of words.toLowerCase().split(' ')) expect(found).toContain(word)
    expect(complaints).toEqual([])
    await close()
  })

  it.each([
    ['/', 1_280, 'light'],
    ['/', 360, 'dark'],
    ['/zh/', 360, 'light'],
    ['/guide/cron.html', 360, 'light'],
    ['/guide/result-stores.html', 360, 'dark'],
    ['/reference/commands/worker.html', 360, 'light'],
    ['/zh/reference/errors/', 1_280, 'dark'],
  ] as const)(
    '%s at %i pixels in %s complains of nothing, and fits',
    async (path, width, scheme) => {
      const { page, complaints, close } = await open(path, width, scheme)
      await page.locator('h1').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      expect(await page.evaluate("document.documentElement.classList.contains('dark')")).toBe(
        scheme === 'dark',
      )
      expect(complaints).toEqual([])
      const folder = process.env['ARQ_TEST_SCREENSHOTS']
      if (folder)
        await page.screenshot({
          path: join(folder, `${path.replaceAll('/', '_')}${String(width)}.png`),
        })
      await close()
    },
  )

  it.each([
    ['/', 'A job', 360],
    ['/zh/', '一个任务', 1_280],
  ])('%s opens with the queue, and it runs', async (path, act, width) => {
    const { page, complaints, close } = await open(path, width)
    await page.locator('arq-live').scrollIntoViewIfNeeded()
    await page.getByRole('button', { name: act, exact: true }).click()
    await page.locator('[data-part="results"]').getByText('sent to').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it.each([
    ['/recipes/cancel.html', 'recipes/cancel.ts', 'Run it here', 'one that nobody knows'],
    ['/zh/recipes/cancel.html', 'recipes/cancel.ts', '在此运行', 'one that nobody knows'],
    ['/guide/retries.html', 'guide/retries.ts', 'Run it here', 'ship: order-8: no parcel service'],
  ])('%s runs %s in place', async (path, sample, act, line) => {
    const { page, complaints, close } = await open(path)
    const program = page.locator(`arq-run[sample="${sample}"]`)
    await program.scrollIntoViewIfNeeded()
    await program.getByRole('button', { name: act }).click()
    await program.locator('.prints').getByText(line).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('loads next to nothing of the queue before a reader comes near', async () => {
    const { page, close } = await open('/guide/cron.html')
    await page.waitForFunction("customElements.get('arq-live')")
    const names = await page.evaluate<string[]>(
      "performance.getEntriesByType('resource').map(({ name }) => name)",
    )
    expect(names.filter((name) => name.includes('/live/'))).toEqual([`${served.url}/live/live.js`])
    await close()
  })
})
