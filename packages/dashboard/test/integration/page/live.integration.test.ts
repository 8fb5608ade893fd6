import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'

import { FakeDashboard, type FakeOptions } from '../../ui/fake/fake-dashboard.js'
import { jobIdOf } from '../../ui/fake/fake-data.js'
import { EVIL } from '../../ui/fake/fake-jobs.js'
import {
  axeFindings,
  keepScreenshot,
  launchBrowser,
  type Looks,
  type OpenPage,
  openPage,
} from './open-page.js'

const describeInFull = isFullRun ? describe : describe.skip

describeInFull('the page', () => {
  let browser: Browser
  let fake: FakeDashboard
  let open: OpenPage
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    fake = await FakeDashboard.start({ jobCount: 12_000 })
  })
  afterEach(async () => {
    await open.close()
    await fake.close()
    expect(open.complaints).toEqual([])
  })

  const start = async (options?: FakeOptions, looks?: Looks) => {
    if (options) {
      await fake.close()
      fake = await FakeDashboard.start(options)
    }
    open = await openPage(browser, fake.url, looks)
  }
  const seen = (text: string | RegExp) => open.page.getByText(text).first().waitFor()

  it('follows a job as it goes on', async () => {
    await start()
    await open.go(`#/jobs/${jobIdOf(0)}`)
    const bar = open.page.getByRole('progressbar', { name: 'Progress' })
    await bar.waitFor()
    fake.answers.changeJob(jobIdOf(0), { progress: { done: 900, total: 1_200 } })
    await seen('75%')
    fake.answers.changeJob(jobIdOf(0), { status: 'completed', result: { sent: 'all of them' } })
    await seen('all of them')
    fake.answers.changeJob(jobIdOf(0), 'deleted')
    await seen('No record of this job')
  })

  it('shows news of the broker as they come', async () => {
    await start()
    await seen('Live')
    const overview = fake.answers.overview()
    fake.send({ type: 'overview', overview: { ...overview, delayed: 77_123 } })
    await seen('77,123')
    const message = 'The broker does not answer'
    fake.send({ type: 'trouble', topic: 'overview', code: 'ARQ_CONNECTION', message })
    await seen(message)
    fake.send({ type: 'overview', overview })
    await open.page.getByText(message).waitFor({ state: 'detached' })
  })

  it('asks when it cannot listen', async () => {
    fake.refusesEvents = true
    await start()
    await seen('Asking every 500ms')
    await seen('rabbit.internal')
  })

  it('says that the connection is lost, keeps what it knew, and comes back', async () => {
    await start()
    await seen('Live')
    const { port } = fake
    await fake.close()
    const banner = open.page.locator('.banner')
    await banner.getByText('No connection to the dashboard’s server').waitFor()
    expect(await axeFindings(open.page)).toEqual([])
    await keepScreenshot(open.page, 'lost', false)
    expect(await open.page.locator('.figure').count()).toBe(6)
    await fake.listen(port)
    await banner.getByRole('button', { name: 'Try now' }).click()
    await seen('Connected again')
    await seen('Live')
  })

  it('scrolls ten thousand rows with a few in the document', async () => {
    await start()
    await open.go('#/jobs')
    const rows = open.page.locator('tbody tr')
    await rows.first().waitFor()
    const table = open.page.locator('table')
    for (let count = 0; count <= 10_000;) {
      count = Number(await table.getAttribute('aria-rowcount'))
      await open.page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
      await open.page.locator(`table:not([aria-rowcount="${String(count)}"])`).waitFor()
    }
    expect(await rows.count()).toBeLessThan(80)
    await open.page.evaluate('scrollTo(0, 5_000 * 40)')
    const wanted = fake.answers.jobAt(5_000)!.jobId
    await open.page.locator(`a[href="#/jobs/${wanted}"]`).waitFor()
    expect(await rows.count()).toBeLessThan(80)
  })

  it('finds jobs by payload, and says how far a store looked', async () => {
    await start()
    await open.go('#/jobs')
    await open.page.getByRole('searchbox', { name: 'Search' }).fill('customer11321@')
    await seen('looked at 5,000 of about 12,000 records')
    await open.page.getByRole('button', { name: 'Look further' }).click()
    await seen('looked at 10,000 of about 12,000 records')
    await open.page.getByRole('button', { name: 'Look further' }).click()
    await seen('1 job ·')
    expect(await open.page.evaluate('location.hash')).toBe('#/jobs?q=customer11321%40')
    await open.page.getByRole('button', { name: 'Clear' }).click()
    await open.page.getByLabel('Status').selectOption('failed')
    await open.page.locator('tbody').getByText('failed').first().waitFor()
    expect(await open.page.locator('tbody').getByText('completed').count()).toBe(0)
  })

  it('shows a payload as text, whatever it says', async () => {
    await start()
    await open.go(`#/jobs/${jobIdOf(12)}`)
    await seen(EVIL)
    expect(await open.page.evaluate('globalThis.isHacked')).toBe(undefined)
    expect(await open.page.locator('main img, main .tree b').count()).toBe(0)
  })

  it('shows no act to whoever may only look', async () => {
    await start({ permissions: ['view'], user: 'guest' })
    await seen('Read only')
    for (const hash of [
      '#/',
      '#/jobs',
      `#/jobs/${jobIdOf(0)}`,
      '#/dead',
      '#/cron',
      '#/queues',
      '#/workers',
    ]) {
      await open.go(hash)
      await open.page.locator('.table, .facts, .cron').first().waitFor()
      const names = await open.page.locator('main').getByRole('button').allTextContents()
      const acts = names.filter((name) =>
        /abort|retry|run now|delete|enqueue|redrive|purge|pause|resume|drain/i.test(name),
      )
      expect(acts).toEqual([])
    }
    await open.go('#/enqueue')
    await seen('You may not enqueue')
  })

  it('asks a stranger for the token', async () => {
    await start({ hasLogin: true })
    await open.page.getByRole('heading', { name: 'Log in' }).waitFor()
    expect(await axeFindings(open.page)).toEqual([])
    await keepScreenshot(open.page, 'login', false)
    await open.page.getByLabel('Token').fill('secret')
    await open.page.getByRole('button', { name: 'Log in' }).click()
    await seen('Ready')
    fake.isLoggedIn = false
    await open.go('#/cron')
    await open.page.getByRole('heading', { name: 'Log in' }).waitFor()
  })

  it('tells whoever may not look', async () => {
    await start({ permissions: [], user: 'guest' })
    await seen('Nothing for you to see here')
  })

  it('says what would be there while nothing is', async () => {
    await start({ isEmpty: true })
    await seen('All is well')
    for (const [hash, text] of [
      ['#/jobs', 'No job is kept yet'],
      ['#/dead', 'No dead letters'],
      ['#/cron', 'No cron job is known here'],
      ['#/queues', 'No queue is shown'],
      ['#/workers', 'No worker answers'],
    ] as const) {
      await open.go(hash)
      await seen(text)
      expect(await axeFindings(open.page)).toEqual([])
      await keepScreenshot(open.page, `empty-${hash.slice(2)}`)
    }
    await open.go('#/jobs/nobody')
    await seen('No record of this job')
  })

  it('says why something could not be loaded, and loads it when asked again', async () => {
    await start()
    for (const [route, hash] of [
      ['jobs', '#/jobs'],
      ['job', `#/jobs/${jobIdOf(0)}`],
      ['deadLetters', '#/dead'],
      ['cron', '#/cron'],
      ['tasks', '#/enqueue'],
    ] as const) {
      const message = `The ${route} are away`
      fake.failing.set(route, { code: 'ARQ_STORE_CONNECTION', message })
      if (route === 'job') fake.refusesEvents = true
      await open.go(hash)
      if (route !== 'job') await seen(message)
      fake.failing.delete(route)
      if (route === 'job') continue
      await open.page.getByRole('button', { name: 'Try again' }).click()
      await open.page.getByText(message).waitFor({ state: 'detached' })
    }
  })

  it('works without a store, and with one that cannot search', async () => {
    await start({ features: { jobs: false, search: false } })
    await open.go('#/jobs')
    await seen('There is no result store')
    await open.close()
    await start({ features: { search: false } })
    await open.go('#/jobs')
    await open.page.getByLabel('The whole id of a job').fill(jobIdOf(3))
    await open.page.getByRole('button', { name: 'Open' }).click()
    await seen(jobIdOf(3))
  })

  it('changes its language and its colours, and remembers both', async () => {
    await start()
    await open.page.getByRole('button', { name: '中文' }).click()
    await open.page.getByRole('heading', { name: '概览' }).waitFor()
    await seen('队列 reports-nightly 有 31 个任务，但没有消费者')
    await open.page.getByRole('button', { name: /配色/ }).click()
    await open.page.getByRole('button', { name: '配色：浅色' }).click()
    await open.page.getByRole('button', { name: '配色：深色' }).waitFor()
    await open.page.reload()
    await open.page.getByRole('heading', { name: '概览' }).waitFor()
    expect(await open.page.evaluate('document.documentElement.dataset.theme')).toBe('dark')
    const paper = await open.page.evaluate(
      'getComputedStyle(document.documentElement).backgroundColor',
    )
    expect(paper).toBe('rgb(19, 19, 22)')
  })

  it('is used with the keyboard alone', async () => {
    await start()
    await open.page.keyboard.press('Tab')
    await open.page.keyboard.press('Enter')
    const focused = () => open.page.evaluate<string>('document.activeElement.textContent')
    expect(await focused()).toBe('Overview')
    await open.page.getByRole('link', { name: 'Queues' }).first().focus()
    await open.page.keyboard.press('Enter')
    await open.page.getByRole('heading', { name: 'Queues', level: 1 }).waitFor()
    expect(await focused()).toBe('Queues')
    const pause = open.page.getByRole('button', { name: 'Pause default' })
    await pause.focus()
    expect(await open.page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe(
      'solid',
    )
    await open.page.keyboard.press('Enter')
    await open.page.getByRole('dialog').waitFor()
    const isInside = await open.page.evaluate(
      'document.querySelector("dialog").contains(document.activeElement)',
    )
    expect(isInside).toBe(true)
    await open.page.keyboard.press('Escape')
    await open.page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focused()).toBe('Pause')
  })
})
