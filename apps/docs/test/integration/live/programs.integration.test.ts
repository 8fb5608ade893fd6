import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'

import { runnablePrograms } from '../../../src/live/page-programs.js'
import { docsDir } from '../../../src/places.js'
import { writtenPages } from '../../../src/written-pages.js'
import { type LiveSite, pageWith, serveLive } from './live-site.js'
import { axeFindings, launchBrowser, openPage } from './open-page.js'

/** A program, and the text fence behind it, with at most a line between the two. */
const SAMPLE = /^```ts \[src\/([\w./-]+\.ts)\]\n.*?^```\n\n(?:[^\n`]+\n\n)?```text\n(.*?)^```/gms

const programs = runnablePrograms()
const printed = new Map(
  writtenPages()
    .flatMap((page) => [...readFileSync(join(docsDir, page), 'utf8').matchAll(SAMPLE)])
    .map(([, program = '', text = '']) => [program, text.trimEnd()]),
)

/** Programs as readers make them. */
const OTHERS = {
  'endless.ts': "postMessage({ type: 'line', text: 'it begins', isLog: false }); for (;;);",
  'wrong.ts': "throw new Error('there is no such thing')",
}

const describeInFull = isFullRun ? describe : describe.skip

describeInFull('a program of a page, in Chromium', () => {
  let browser: Browser
  let site: LiveSite
  beforeAll(async () => {
    const names = [...programs, ...Object.keys(OTHERS)]
    const files: Record<string, string> = {}
    for (const name of names) {
      files[`${name}.html`] = pageWith(`<arq-run sample="${name}"></arq-run>`)
    }
    for (const [name, code] of Object.entries(OTHERS)) {
      files[`live/programs/${name.replace('.ts', '.js')}`] = code
    }
    site = await serveLive(files, programs)
    browser = await launchBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })

  const state = (page: Page, name: string) => page.locator(`.run[data-state="${name}"]`)

  it('can be stopped where it never ends, and run again', async () => {
    await using open = await openPage(browser, `${site.url}endless.ts.html`)
    const { page } = open
    for (const name of ['Run it here', 'Run it again']) {
      await page.getByRole('button', { name }).click()
      await page.getByText('it begins').waitFor()
      await page.getByRole('button', { name: 'Stop' }).click()
      await state(page, 'stopped').waitFor()
    }
    expect(open.complaints).toEqual([])
  })

  it('shows its error', async () => {
    await using open = await openPage(browser, `${site.url}wrong.ts.html`)
    await open.page.getByRole('button', { name: 'Run it here' }).click()
    await state(open.page, 'failed').getByText('there is no such thing').waitFor()
  })

  it.each(programs)('%s prints what its page says', async (program) => {
    await using open = await openPage(browser, `${site.url}${program}.html`)
    const { page } = open
    await page.getByRole('button', { name: 'Run it here' }).click()
    await state(page, 'ended').or(state(page, 'failed')).waitFor()
    const own = await page.locator('.prints > .own, .prints > .bad').allTextContents()
    const wanted = printed.get(program)
    expect(await state(page, 'ended').count()).toBe(1)
    expect(own).not.toEqual([])
    if (wanted !== undefined) expect(own.join('\n')).toBe(wanted)
    expect(await axeFindings(page)).toEqual([])
    expect({ complaints: open.complaints, outside: open.outside }).toEqual({
      complaints: [],
      outside: [],
    })
  })
})
