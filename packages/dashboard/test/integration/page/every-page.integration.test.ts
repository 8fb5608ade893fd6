import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'

import { FakeDashboard } from '../../ui/fake/fake-dashboard.js'
import { jobIdOf } from '../../ui/fake/fake-data.js'
import {
  axeFindings,
  expectNoSideScroll,
  keepScreenshot,
  LANGUAGES,
  launchBrowser,
  openPage,
  WIDTHS,
} from './open-page.js'

/** Each page, and what is there when it has come. */
const PAGES = [
  { name: 'overview', hash: '#/', there: '.alarm' },
  { name: 'jobs', hash: '#/jobs', there: '.table tbody tr' },
  { name: 'job-running', hash: `#/jobs/${jobIdOf(0)}`, there: '.job-progress' },
  { name: 'job-failed', hash: '#/jobs/FAILED', there: '.error-card' },
  { name: 'enqueue', hash: '#/enqueue', there: 'textarea, .segments' },
  { name: 'enqueue-again', hash: `#/enqueue?from=${jobIdOf(12)}`, there: 'textarea' },
  { name: 'dead', hash: '#/dead', there: '.bars, .table' },
  { name: 'dead-group', hash: '#/dead?queue=default.dlq&group=a3f29c01', there: '.table' },
  {
    name: 'dead-letter',
    hash: `#/dead?queue=default.dlq&group=a3f29c01&letter=${jobIdOf(10_000)}`,
    there: 'dialog .letter',
  },
  { name: 'cron', hash: '#/cron', there: '.cron' },
  { name: 'keys', hash: '#/keys', there: '.section:nth-of-type(2) .table' },
  { name: 'queues', hash: '#/queues', there: '.table' },
  { name: 'workers', hash: '#/workers', there: '.worker' },
  { name: 'unknown', hash: '#/nowhere', there: '.blank' },
] as const

const looks = LANGUAGES.flatMap((language) =>
  WIDTHS.flatMap((width) =>
    (['light', 'dark'] as const).map((colorScheme) => ({ language, width, colorScheme })),
  ),
)

// Chromium and what it needs are 400 MB, which a new machine takes most of a minute to get.
const describeInFull = isFullRun ? describe : describe.skip

describeInFull('every page', () => {
  let browser: Browser
  let fake: FakeDashboard
  beforeAll(async () => {
    browser = await launchBrowser()
    fake = await FakeDashboard.start({ jobCount: 100_000 })
  })
  afterAll(async () => {
    await browser.close()
    await fake.close()
  })

  const failedId = () => {
    for (let index = 10; ; index++) {
      const job = fake.answers.jobAt(index)
      if (job?.status === 'failed') return job.jobId
    }
  }

  it.each(looks)('is whole in $language at $width pixels, $colorScheme', async (look) => {
    const { page, complaints, outside, go, close } = await openPage(browser, fake.url, look)
    const findings: string[] = []
    for (const { name, hash, there } of PAGES) {
      await go(hash.replace('FAILED', failedId()))
      await page.locator(there).first().waitFor()
      await expectNoSideScroll(page)
      findings.push(...(await axeFindings(page)).map((finding) => `${name}: ${finding}`))
      await keepScreenshot(
        page,
        `${name}-${look.language}-${String(look.width)}-${look.colorScheme}`,
        !['jobs', 'dead-group', 'dead-letter'].includes(name),
      )
    }
    expect(findings).toEqual([])
    expect(complaints).toEqual([])
    expect(outside).toEqual([])
    const lang = await page.evaluate('document.documentElement.lang')
    expect(lang).toBe(look.language)
    await close()
  })
})
