import { flow } from '@arq/core'
import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { installedChromium } from '@arq/tooling-services'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'

import { keepScreenshot, launchBrowser, type OpenPage, openPage } from './open-page.js'
import { QUEUE, RealWorld } from './real-world.js'

// A new machine takes most of a minute to get Chromium: that is for the full run. One that is there is used.
const hasBrowser = isFullRun || installedChromium() !== undefined
const describeHere = hasBrowser ? describe : describe.skip
const itInFull = isFullRun ? it : it.skip

describeHere('the page on RabbitMQ and Redis', () => {
  let browser: Browser
  let world: RealWorld
  let open: OpenPage
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    world = await RealWorld.open()
    open = await openPage(browser, world.url)
  })
  afterEach(async () => {
    const { complaints, outside } = open
    await open.close()
    await world.close()
    expect([complaints, outside]).toEqual([[], []])
  })

  const main = () => open.page.locator('main')
  const seen = (text: string | RegExp) => main().getByText(text).first().waitFor()
  const heading = (text: string) => open.page.locator('h1').getByText(text).waitFor()
  const button = (name: string | RegExp) =>
    open.page.getByRole('button', { name, exact: typeof name === 'string' })
  const told = (text: string | RegExp) => open.page.locator('.notice').getByText(text).waitFor()
  const confirm = (name: string) =>
    open.page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  /** The line of the audit log, on the first page. */
  const audited = async (action: string, target: string) => {
    await open.go('#/')
    const row = open.page.getByRole('row').filter({ hasText: target })
    await row.filter({ hasText: action }).getByText('done').first().waitFor()
  }
  const idOnPage = async () => {
    await open.page.waitForURL((url) => url.hash.startsWith('#/jobs/'))
    return decodeURIComponent(new URL(open.page.url()).hash.slice('#/jobs/'.length))
  }

  /** The job ends, and then its page says so. */
  const ends = async (jobId: string, status: string) => {
    await world.client.getJob(jobId).result({ timeout: '60s' })
    await heading(status)
  }

  it('shows what runs as it begins and ends, and aborts it', async () => {
    await open.page.getByText('Live', { exact: true }).waitFor()
    await open.page.getByRole('link', { name: QUEUE }).first().waitFor()
    const jobId = await world.heldJob()
    await open.go('#/workers')
    await open.page.locator(`a[href="#/jobs/${jobId}"]`).waitFor()
    await open.go(`#/jobs/${jobId}`)
    await open.page.getByRole('progressbar', { name: 'Progress' }).waitFor()
    await button('Abort').click()
    await confirm('Abort')
    await heading('aborted')
    expect(await world.client.getJobStatus(jobId)).toBe('aborted')
    await open.go('#/workers')
    await open.page.locator(`a[href="#/jobs/${jobId}"]`).waitFor({ state: 'detached' })
    await audited('Abort', jobId)
  })

  it('shows what a job waits for, gives it, and says when another signal was first', async () => {
    const jobId = await world.waitingJob()
    await open.go(`#/jobs/${jobId}`)
    await seen('waited for')
    await button('Send approval').click()
    const dialog = open.page.getByRole('dialog')
    const payload = dialog.getByLabel('Payload as JSON')
    await payload.fill('yes')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.getByText('This is no JSON').waitFor()
    // Somebody else is faster than the reader.
    await world.client.signal(jobId, 'approval', { by: 'somebody else' })
    await payload.fill('{"by":"ada"}')
    await keepScreenshot(open.page, 'real-signal')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await told('Another signal approval was first')
    await main().getByRole('table', { name: 'Signals' }).getByText('somebody else').waitFor()
    await button('Send receipt').click()
    await payload.fill('{"by":"ada"}')
    await payload.press('Tab')
    await open.page.keyboard.press('Tab')
    await open.page.keyboard.press('Enter')
    await told('The job has the signal receipt')
    await ends(jobId, 'completed')
    expect(await world.client.getJob(jobId).result()).toEqual({
      answer: { by: 'somebody else' },
      receipt: { by: 'ada' },
    })
    await audited('Signal', jobId)
  })

  it('shows what a job streams, through a cut and a pause, and sends to its inbox', async () => {
    const job = await world.client.enqueueJob('talk')
    await open.go(`#/jobs/${job.id}`)
    const box = open.page.getByRole('region', { name: 'words' })
    const state = main().locator('.stream').getByRole('status')
    const inbox = open.page.getByLabel('Message to its inbox')
    const send = async (text: string) => {
      await inbox.fill(text)
      await inbox.press('Enter')
    }
    await box.getByText('Hello.').waitFor()
    await state.getByText('live').waitFor()
    await send('包裹 ')
    await box.getByText('Hello. 包裹').waitFor()
    world.cutOff()
    await job.send('in between ')
    await box.getByText('Hello. 包裹 in between').waitFor()
    await state.getByText('live').waitFor()
    await button('Pause').click()
    await state.getByText('paused').waitFor()
    await send('{"while":"paused"}')
    await open.page.locator('.notice').getByText('The message is kept').last().waitFor()
    await button('Go on').click()
    await box.getByText('{"while":"paused"}').waitFor()
    // Not a text alone any more: item by item.
    expect(await box.getByRole('listitem').allInnerTexts()).toEqual([
      ...['Hello. ', '包裹 ', 'in between ', '{"while":"paused"}'],
    ])
    await keepScreenshot(open.page, 'real-stream')
    await send('stop')
    await state.getByText('the job has ended').waitFor()
    await ends(job.id, 'completed')
    await audited('Message', job.id)
  })

  it('draws the flow of a job, with what failed, and stops it and runs it again', async () => {
    // The last one waits: its parent, too.
    const parts = Array.from({ length: 30 }, (_, n) => flow('part', [n, n === 7]))
    const last = flow('hold')
    const children = [...parts, last]
    const root = await world.client.enqueueFlow(
      flow('whole', [], { children, onChildFailure: 'wait' }),
    )
    const failedId = `${root.id}.8`
    await world.client
      .getJob(failedId)
      .result({ timeout: '60s' })
      .catch(() => undefined)
    await open.go(`#/jobs/${failedId}`)
    const drawing = open.page.getByRole('region', { name: 'The flow as a tree' })
    const box = (text: string | RegExp) => drawing.getByRole('button').filter({ hasText: text })
    await box('this job').filter({ hasText: 'failed' }).waitFor()
    await box('waits for children').filter({ hasText: 'whole' }).waitFor()
    // Thirty of them are as many boxes as there is room for.
    await drawing.getByRole('button', { name: /more children of whole: *completed/ }).click()
    const dialog = open.page.getByRole('dialog')
    await dialog.getByRole('link', { name: 'part' }).nth(27).waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await box(/completed/)
      .first()
      .click()
    await dialog.locator('.tree-value').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await box('this job').focus()
    await open.page.keyboard.press('Enter')
    await dialog.getByText('part 7 is broken').waitFor()
    await keepScreenshot(open.page, 'real-flow')
    await open.page.keyboard.press('Escape')
    await button('Abort the flow').click()
    await confirm('Abort the flow')
    await told('The flow is aborted')
    await box('aborted').filter({ hasText: 'whole' }).waitFor()
    expect(await world.client.getJobStatus(`${root.id}.31`)).toBe('aborted')
    world.letGo()
    await button('Retry the flow').click()
    await confirm('Retry the flow')
    await told(/2 jobs enqueued again, 1 parent waits/)
    await main().locator('.flow-counts').getByText('30 completed').waitFor()
    await audited('Abort flow', root.id)
    await audited('Retry flow', root.id)
  })

  itInFull('shows keys with their lines, and changes their limits for all workers', async () => {
    const jobs = await Promise.all(
      ['a', 'b', 'c'].map(() => world.client.enqueueJob('visit', ['acme'])),
    )
    const key = { key: '商店', mode: 'replace', window: '1h' } as const
    await world.client.enqueueJob('order', ORDER, { unique: key })
    await open.go('#/keys')
    const row = open.page
      .getByRole('table', { name: 'Limits' })
      .getByRole('row')
      .filter({ hasText: 'acme' })
    await row.waitFor()
    await row.getByRole('cell').nth(2).getByText('1').waitFor()
    const dialog = open.page.getByRole('dialog')
    await button('Change the limit of visit acme').click()
    await dialog.getByLabel('Jobs at once').fill('many')
    await dialog.getByRole('button', { name: 'Set', exact: true }).click()
    await dialog.getByText('A whole number from 0 on').waitFor()
    await dialog.getByLabel('Jobs at once').fill('3')
    await dialog.getByLabel('Jobs at once').press('Enter')
    await told('All workers heed the limit of visit now')
    await row.getByText('set live').waitFor()
    await row.getByRole('cell').nth(2).getByText('3').waitFor()
    await open.page.getByRole('table', { name: 'Unique jobs' }).getByText('商店').waitFor()
    await keepScreenshot(open.page, 'real-keys')
    await button('Reset the limit of visit acme').click()
    await confirm('Reset')
    await told('The limit of visit acme is reset')
    world.letGo()
    for (const job of jobs) await job.result({ timeout: '60s' })
    await audited('Set limit', 'visit')
  })

  it('enqueues by the form of the task, and says at its field what the server refuses', async () => {
    await open.go('#/enqueue?task=order')
    await open.page.getByLabel('to', { exact: true }).fill('nobody')
    await button('Add to lines').click()
    await open.page.getByLabel('sku').fill('A-17')
    await open.page.getByLabel('count').fill('120')
    await button('Enqueue').click()
    await seen('At most 99 is possible')
    await open.page.getByLabel('count').fill('3')
    await open.page.getByLabel('speed (optional)').selectOption('express')
    await open.page.getByLabel('due (optional)').fill('2030-01-02T03:04:05')
    await button('Enqueue').click()
    const to = open.page.getByLabel('to', { exact: true })
    await main().locator('.field').filter({ has: to }).locator('.problem').waitFor()
    await to.and(open.page.locator(':focus')).waitFor()
    await keepScreenshot(open.page, 'real-form')
    await to.fill('somebody@example.com')
    await button('Enqueue').click()
    const jobId = await idOnPage()
    await ends(jobId, 'completed')
    const { kwargs, result } = await world.client.getJob(jobId).info()
    expect(kwargs).toMatchObject({
      to: 'somebody@example.com',
      lines: [{ sku: 'A-17', count: 3 }],
      speed: 'express',
      due: expect.stringMatching(/^2030-01-0[123]T\d\d:04:05\.000Z$/),
    })
    expect(kwargs).not.toHaveProperty('note')
    expect(result).toMatchObject({ pieces: 3 })
    await audited('Enqueue', 'order')
  })

  itInFull('enqueues again with other arguments of the form, and as JSON', async () => {
    const kwargs = { to: 'a@example.com', lines: [{ sku: 'A-1', count: 1 }], note: null }
    const first = await world.client.enqueueJob('order', kwargs)
    await first.result({ timeout: '60s' })
    await open.go(`#/jobs/${first.id}`)
    await open.page.getByRole('link', { name: 'Enqueue again' }).click()
    await button('Add to lines').click()
    await open.page.getByLabel('sku').last().fill('B-2')
    await open.page.getByLabel('count').last().fill('5')
    await button('Remove lines 1').click()
    await button('JSON').click()
    const json = open.page.getByLabel('Arguments as JSON')
    expect(JSON.parse(await json.inputValue())).toEqual({
      ...kwargs,
      lines: [{ sku: 'B-2', count: 5 }],
    })
    await json.fill('{"to":"b@example.com","lines":[]}')
    await button('Enqueue').click()
    await main().locator('.problem').getByText('lines: ').waitFor()
    await json.fill('{"to":"b@example.com","lines":[{"sku":"C-3","count":7}]}')
    await button('Form').click()
    expect(await open.page.getByLabel('count').inputValue()).toBe('7')
    await button('Enqueue').click()
    await open.page.waitForURL((url) => !url.hash.endsWith(first.id))
    const jobId = await idOnPage()
    await ends(jobId, 'completed')
    const again = await world.client.getJob(jobId).info()
    expect(again.kwargs).toEqual({ to: 'b@example.com', lines: [{ sku: 'C-3', count: 7 }] })
  })

  itInFull('finds a job by its payload, and retries it', async () => {
    await world.failedJob('ship', 'order-4711')
    const jobId = await world.failedJob('ship', 'order-4712')
    await open.go('#/jobs')
    await open.page.getByRole('searchbox', { name: 'Search' }).fill('4712')
    await seen('1 job')
    await open.page.getByRole('link', { name: 'ship' }).click()
    await heading('failed')
    await seen('the customer has no address')
    world.isBroken = false
    await button('Retry').click()
    await told(`The job is back in ${QUEUE}`)
    await heading('completed')
    await seen('ship of order-4712')
    await audited('Retry', jobId)
  })

  itInFull('runs a deferred job now, and deletes its record', async () => {
    const { id } = await world.client.enqueueJob('order', ORDER, { deferBy: '1h' })
    await open.go(`#/jobs/${id}`)
    await button('Run now').click()
    await confirm('Run now')
    await open.page.waitForURL((url) => !url.hash.endsWith(id))
    const newId = await idOnPage()
    await ends(newId, 'completed')
    await button('Delete').click()
    await confirm('Delete')
    await told('The record is deleted')
    expect(await world.client.getJobStatus(newId)).toBeUndefined()
    await audited('Run now', id)
    await audited('Delete', newId)
  })

  itInFull('pauses, resumes and drains a queue', async () => {
    await open.go('#/queues')
    await button(`Pause ${QUEUE}`).click()
    await confirm('Pause')
    await open.page.locator('.table').getByText('paused').waitFor()
    const { id } = await world.client.enqueueJob('order', ORDER)
    await open.go(`#/jobs/${id}`)
    await heading('queued')
    await open.go('#/queues')
    await button(`Resume ${QUEUE}`).click()
    await told(/goes on in 1 worker/)
    expect(await world.client.getJob(id).result({ timeout: '60s' })).toMatchObject({ pieces: 1 })
    await button(`Drain ${QUEUE}`).click()
    await confirm('Drain')
    await told(/drains in 1 worker/)
    await audited('Pause queue', QUEUE)
    await audited('Resume queue', QUEUE)
    await audited('Drain queue', QUEUE)
  })

  itInFull('pauses, resumes and drains a worker', async () => {
    await open.go('#/workers')
    const card = open.page.locator('article')
    await button('Pause shop').click()
    await card.getByText('paused').first().waitFor()
    await button('Resume shop').click()
    await card.getByText('working').first().waitFor()
    await button('Drain shop').click()
    await confirm('Drain')
    await told('shop drains')
    await audited('Pause worker', 'shop')
    await audited('Resume worker', 'shop')
    await audited('Drain worker', 'shop')
  })

  itInFull(
    'sends dead letters back: one, those of a reason, and all, with their progress',
    async () => {
      const ids: string[] = []
      for (const given of ['1', '2', '3']) ids.push(await world.failedJob('ship', given))
      for (const given of ['4', '5', '6']) ids.push(await world.failedJob('charge', given))
      world.isBroken = false
      const operation = () => open.page.locator('.operation')
      await open.go('#/dead')
      await open.page.getByRole('link', { name: 'the customer has no address' }).click()
      await open.page.getByRole('link', { name: ids[0]! }).click()
      await open.page
        .getByRole('dialog')
        .getByRole('button', { name: /^Redrive/ })
        .click()
      const sure = open.page.getByRole('dialog', { name: /^Send 1/ })
      await sure.getByRole('button', { name: 'Redrive', exact: true }).click()
      await operation().getByText('1 sent back').waitFor()
      await open.go('#/dead')
      await button('Redrive: the customer has no address').click()
      await button('1 a second').click()
      await confirm('Redrive')
      // While it runs, its letters are held, and its bar grows.
      const bar = open.page.getByRole('progressbar', { name: `Redrive of ${QUEUE}.dlq` })
      await bar.first().waitFor()
      await operation().getByText('2 sent back').waitFor()
      await button('Redrive all').click()
      await confirm('Redrive all')
      await operation().getByText('3 sent back').waitFor()
      await seen('No dead letters')
      for (const id of ids) {
        expect(await world.client.getJob(id).result({ timeout: '60s' })).toContain(' of ')
      }
      await audited('Redrive', `${QUEUE}.dlq`)
    },
  )

  itInFull('drops dead letters only when the queue is named', async () => {
    await world.failedJob('ship', '1')
    await world.failedJob('charge', '2')
    await open.go('#/dead')
    await button('Purge all').click()
    await open.page.getByLabel(`Type ${QUEUE}.dlq to confirm`).fill(`${QUEUE}.dlq`)
    await confirm('Purge all')
    await open.page.locator('.operation').getByText('2 dropped').waitFor()
    await audited('Purge', `${QUEUE}.dlq`)
  })

  itInFull('speaks Chinese, also what the server says', async () => {
    await open.close()
    open = await openPage(browser, world.url, { language: 'zh-CN' })
    await open.page.getByText('实时', { exact: true }).waitFor()
    await open.go('#/enqueue?task=order')
    await open.page.getByLabel('延迟').fill('soon')
    await open.page.getByLabel('to', { exact: true }).fill('a@example.com')
    await open.page.getByRole('button', { name: '添加到 lines' }).click()
    await open.page.getByLabel('sku').fill('A')
    await open.page.getByLabel('count').fill('x')
    await open.page.getByRole('button', { name: '入队', exact: true }).click()
    await seen('必须是数字')
    await open.page.getByLabel('count').fill('1')
    await open.page.getByRole('button', { name: '入队', exact: true }).click()
    const field = main()
      .locator('.field')
      .filter({ has: open.page.getByLabel('延迟') })
    await field
      .locator('.problem')
      .getByText(/\p{Script=Han}/u)
      .waitFor()
    await open.page.getByLabel('延迟').fill('')
    await open.page.getByRole('button', { name: '入队', exact: true }).click()
    await ends(await idOnPage(), '已完成')
    await open.go('#/')
    await open.page
      .getByRole('row')
      .filter({ hasText: 'order' })
      .getByText('已完成')
      .first()
      .waitFor()
  })
})

const ORDER = { to: 'a@example.com', lines: [{ sku: 'A-1', count: 1 }] }

const describeInFull = isFullRun ? describe : describe.skip

describeInFull('the page with 100,000 jobs in Redis', () => {
  it('scrolls through them, finds one of them, and keeps few of them in the document', async () => {
    const browser = await launchBrowser()
    const world = await RealWorld.open()
    await world.records(100_000)
    const { page, complaints, go, close } = await openPage(browser, world.url)
    await go('#/jobs')
    const rows = page.locator('tbody tr')
    await rows.first().waitFor()
    const found = page.locator('.how-far')
    const more = page.getByRole('button', { name: 'Look further' })
    let most = 0
    for (let count = 0; count < 2_000;) {
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
      most = Math.max(most, await rows.count())
      const text = await found.innerText()
      count = Number(/([\d,]+) so far/.exec(text)?.[1]?.replaceAll(',', '') ?? 0)
      // The next page comes by itself, or is asked for.
      const changed = found.filter({ hasNotText: text })
      await changed.or(more).first().waitFor()
      if (await more.isVisible()) await more.click()
      await changed.waitFor()
    }
    expect(most).toBeGreaterThan(10)
    expect(most).toBeLessThan(80)
    await page.evaluate('scrollTo(0, 0)')
    await page.getByRole('searchbox', { name: 'Search' }).fill('order-77777')
    const row = page.getByRole('row').filter({ hasText: 'order-77777' })
    for (;;) {
      await row.or(more).first().waitFor()
      if (await row.isVisible()) break
      await more.click()
    }
    await row.getByRole('link', { name: 'ship' }).click()
    await page.locator('h1').getByText('queued').waitFor()
    expect(complaints).toEqual([])
    await close()
    await world.close()
    await browser.close()
  })
})
