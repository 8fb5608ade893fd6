import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'

import { type LiveSite, pageWith, serveLive } from './live-site.js'
import {
  axeFindings,
  keepScreenshot,
  launchBrowser,
  type Looks,
  openPage,
  sideScroll,
} from './open-page.js'

// Chromium and what it needs are 400 MB, which a new machine takes most of a minute to get.
const describeInFull = isFullRun ? describe : describe.skip

describeInFull('the queue in a page of Chromium', () => {
  let browser: Browser
  let site: LiveSite
  beforeAll(async () => {
    site = await serveLive({
      'en.html': pageWith('<arq-live></arq-live>', 'en-US'),
      'zh.html': pageWith('<arq-live></arq-live>', 'zh-CN'),
    })
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })

  /** Opens the page, and looks after the test whether it has complained, or asked anybody else. */
  async function withPage(
    path: string,
    act: (page: Page) => Promise<void>,
    looks?: Looks,
  ): Promise<void> {
    await using open = await openPage(browser, `${site.url}${path}.html`, looks)
    await open.page.getByRole('log').waitFor()
    await act(open.page)
    expect(open.complaints).toEqual([])
    expect(open.outside).toEqual([])
  }
  const press = (page: Page, name: string | RegExp): Promise<void> =>
    page.getByRole('button', { name, exact: typeof name === 'string' }).click()
  const logSays = (page: Page, text: string | RegExp): Promise<void> =>
    page.getByRole('log').getByText(text).first().waitFor()
  const card = (page: Page, name: string) => page.locator(`[data-part="${name}"]`)

  it('runs a job from the button to its result', () =>
    withPage('en', async (page) => {
      await press(page, 'A job')
      await card(page, 'results').getByText('sent to reader1@example.com').waitFor()
      await logSays(page, 'An enqueue returns only once the broker has the job.')
    }))

  it('lets an hour pass', () =>
    withPage('en', async (page) => {
      await press(page, 'In 1 h')
      await card(page, 'delayed').getByText('in 1 h').waitFor()
      await press(page, /^Turn the clock forward by 1 h/)
      await card(page, 'results').getByText('reminded of lunch').waitFor()
      await logSays(page, 'All workers have the schedule, and still one job comes of it.')
    }))

  it('tries again, parks and aborts', () =>
    withPage('en', async (page) => {
      await press(page, 'Fails twice')
      await press(page, 'Cannot work')
      await press(page, 'Takes 20 s')
      await press(page, 'Abort job 3')
      await card(page, 'results').getByText('aborted').waitFor()
      await card(page, 'dead').getByText('holiday.jpg is not a CSV file').waitFor()
      await card(page, 'results').getByText('order 7 is paid').waitFor()
      await card(page, 'results').getByText('try 3').waitFor()
    }))

  it('brings a job to its end whose worker is killed, and cut off', () =>
    withPage('en', async (page) => {
      for (const [act, told] of [
        [/^Kill worker/, /was killed/],
        [/^Cut connection of worker/, /is connected again, by itself/],
      ] as const) {
        await press(page, 'Takes 20 s')
        const worker = page.locator('.worker').filter({ has: page.locator('progress') })
        await worker.getByRole('button', { name: act }).first().click()
        await logSays(page, told)
        await press(page, /^Turn the clock forward by 1 min/)
      }
      await page.getByText('2 of 2 jobs have ended').waitFor()
      await logSays(page, /runs job 1 again from the beginning/)
    }))

  it('parks poison, and goes on', () =>
    withPage('en', async (page) => {
      await press(page, 'Poison')
      await logSays(page, /died while it ran job 1/)
      const parked = card(page, 'dead').getByText(/suspected poison/)
      // As a reader would who does not want to wait.
      while (!(await parked.isVisible())) await press(page, /^Turn the clock forward by 10 s/)
      await press(page, 'A job')
      await card(page, 'results').getByText('sent to').waitFor()
    }))

  it('brings a hundred jobs to their end, with a third worker', () =>
    withPage('en', async (page) => {
      await press(page, 'Start worker C')
      await press(page, '100 jobs')
      await page.locator('.worker-C progress').first().waitFor()
      await press(page, /^Turn the clock forward by 1 min/)
      await press(page, /^Turn the clock forward by 1 min/)
      await logSays(page, 'The whole batch has ended.')
      await page.getByText('100 of 100 jobs have ended').waitFor()
    }))

  it('sends what waited while the client was cut off', () =>
    withPage('en', async (page) => {
      await press(page, 'Cut connection of the client')
      await press(page, 'A job')
      await logSays(page, 'The client is connected again. What waited is sent now.')
      await card(page, 'results').getByText('sent to').waitFor()
    }))

  it('shows its five steps to whoever only presses the next button', () =>
    withPage('en', async (page) => {
      const tour = page.getByRole('region', { name: 'Tour' })
      const steps = [
        ['Enqueue a job', /its result came back/],
        ['Enqueue, then kill its worker', /Nothing is lost/],
        ['Charge a card', /third try went well/],
        ['Defer a job, turn the clock', /so did the hourly cron job/],
        ['Send poison', /is a dead letter now/],
      ] as const
      for (const [act, done] of steps) {
        await tour.getByRole('button', { name: act }).click()
        const seen = tour.getByText(done)
        while (!(await seen.isVisible())) await press(page, /^Turn the clock forward by 10 s/)
        await tour.getByRole('button', { name: /Next|Now try/ }).click()
      }
      await tour.getByText('nothing here can be broken').waitFor()
    }))

  it('has the real dashboard, which looks at this queue and acts on it', () =>
    withPage('en', async (page) => {
      await press(page, 'Cannot work')
      await card(page, 'dead').getByText('holiday.jpg').waitFor()
      await press(page, 'Open the dashboard')
      const dashboard = page.frameLocator('iframe[title="Dashboard"]')
      await dashboard.getByText('worker-A').first().waitFor()
      await dashboard.getByText('Live', { exact: true }).waitFor()
      await dashboard.getByRole('link', { name: 'Dead letters' }).first().click()
      await dashboard.getByText('holiday.jpg is not a CSV file').first().waitFor()
      await dashboard.getByRole('link', { name: 'Workers' }).first().click()
      await dashboard.getByRole('button', { name: /^Pause .*worker-A/ }).click()
      await dashboard.getByText('paused').first().waitFor()
    }))

  const looks = (['en', 'zh'] as const).flatMap((path) =>
    ([360, 1_280] as const).flatMap((width) =>
      (['light', 'dark'] as const).map((colorScheme) => [path, width, colorScheme] as const),
    ),
  )
  it.each(looks)('can be read by everybody: %s, %d pixels, %s', (path, width, colorScheme) =>
    withPage(
      path,
      async (page) => {
        const names = path === 'en' ? ['Fails twice', '100 jobs'] : ['失败两次', '100 个任务']
        for (const name of names) await press(page, name)
        await page.locator('progress').nth(3).waitFor()
        expect(await axeFindings(page)).toEqual([])
        expect(await sideScroll(page)).toBeLessThanOrEqual(0)
        await keepScreenshot(page, `queue-${path}-${width}-${colorScheme}`)
      },
      { width, colorScheme },
    ),
  )

  it('is used by the keyboard alone', () =>
    withPage('en', async (page) => {
      const reached = async (): Promise<string> =>
        page.evaluate<string>(
          "document.querySelector('arq-live').shadowRoot.activeElement?.textContent ?? ''",
        )
      do await page.keyboard.press('Tab')
      while ((await reached()) !== 'A job')
      await page.keyboard.press('Enter')
      await card(page, 'results').getByText('sent to').waitFor()
    }))
})
