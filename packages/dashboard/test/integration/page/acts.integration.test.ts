import { isFullRun } from '@arq/tooling-jest-preset/full-run'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { Browser } from 'playwright-core'

import { FakeDashboard } from '../../ui/fake/fake-dashboard.js'
import { jobIdOf } from '../../ui/fake/fake-data.js'
import { axeFindings, launchBrowser, type OpenPage, openPage } from './open-page.js'

const describeInFull = isFullRun ? describe : describe.skip

describeInFull('each act', () => {
  let browser: Browser
  let fake: FakeDashboard
  let open: OpenPage
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())
  beforeEach(async () => {
    fake = await FakeDashboard.start()
    open = await openPage(browser, fake.url)
  })
  afterEach(async () => {
    await open.close()
    await fake.close()
    expect(open.complaints).toEqual([])
  })

  const button = (name: string | RegExp) => open.page.getByRole('button', { name, exact: true })
  const inDialog = (name: string) =>
    open.page.getByRole('dialog').getByRole('button', { name, exact: true })
  const told = (text: string | RegExp) => open.page.locator('.notice').getByText(text).waitFor()
  const lastAct = () => fake.acts.at(-1)

  it('aborts a job that runs, after a question', async () => {
    await open.go(`#/jobs/${jobIdOf(0)}`)
    await button('Abort').click()
    expect(await axeFindings(open.page)).toEqual([])
    await inDialog('Abort').click()
    await told('The job is aborted')
    expect(lastAct()).toMatchObject({ route: 'abortJob', params: { jobId: jobIdOf(0) } })
    await open.page.locator('h1').getByText('aborted').waitFor()
  })

  it('does nothing when the question is answered with no', async () => {
    await open.go(`#/jobs/${jobIdOf(0)}`)
    await button('Abort').click()
    await inDialog('Cancel').click()
    await button('Abort').click()
    await open.page.getByRole('dialog').waitFor()
    await open.page.keyboard.press('Escape')
    await open.page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(fake.acts).toEqual([])
  })

  it('retries a job that failed', async () => {
    const failed = [...Array(200).keys()]
      .map(fake.answers.jobAt)
      .find((job) => job?.status === 'failed')
    await open.go(`#/jobs/${failed!.jobId}`)
    await button('Retry').click()
    await told('The job is back in default')
    expect(lastAct()).toMatchObject({ route: 'retryJob' })
    await open.page.locator('h1').getByText('queued').waitFor()
  })

  it('runs a deferred job now', async () => {
    await open.go(`#/jobs/${jobIdOf(8)}`)
    await button('Run now').click()
    await inDialog('Run now').click()
    await told(/It runs as/)
    expect(lastAct()).toMatchObject({ route: 'runJobNow' })
    expect(await open.page.evaluate('location.hash')).toBe(`#/jobs/${jobIdOf(0)}`)
  })

  it('deletes a record, and goes back to the list', async () => {
    await open.go(`#/jobs/${jobIdOf(20)}`)
    await button('Delete').click()
    await inDialog('Delete').click()
    await told('The record is deleted')
    expect(lastAct()).toMatchObject({ route: 'deleteJob', params: { jobId: jobIdOf(20) } })
    expect(await open.page.evaluate('location.hash')).toBe('#/jobs')
  })

  it('enqueues again with other arguments, and leaves hidden ones to the server', async () => {
    await open.go(`#/jobs/${jobIdOf(20)}`)
    await open.page.getByRole('link', { name: 'Enqueue again' }).click()
    const editor = open.page.getByLabel('Arguments as JSON')
    const before = await editor.inputValue()
    expect(before).toContain('[redacted]')
    await editor.fill(before.replace('Your order', 'Our order'))
    await button('Enqueue').click()
    await told(/Enqueued in default/)
    expect(lastAct()).toMatchObject({
      route: 'enqueueJob',
      body: { from: jobIdOf(20), kwargs: { subject: 'Our order has left our house' } },
    })
  })

  it('enqueues from a form that knows the task', async () => {
    await open.go('#/enqueue')
    await open.page.getByLabel('to', { exact: true }).fill('a@b.c')
    await open.page.getByLabel('subject', { exact: true }).fill('Hello')
    await open.page.getByLabel('retries (optional)').fill('many')
    await button('Enqueue').click()
    await open.page.getByText('A number is needed').waitFor()
    expect(fake.acts).toEqual([])
    const retries = open.page.getByLabel('retries (optional)')
    await retries.and(open.page.locator(':focus')).waitFor()
    await retries.fill('3')
    await button('Add sender').click()
    const sender = open.page.getByRole('group', { name: 'sender (optional)' })
    await sender.getByLabel('name').fill('Shop')
    await sender.getByRole('button', { name: 'replyTo is null' }).click()
    await button('Add attachments').click()
    await button('Add to attachments').click()
    const second = open.page.getByRole('group', { name: 'attachments 2' })
    await second.getByLabel('name').fill('terms.pdf')
    await second.getByLabel('url').fill('https://shop.test/terms.pdf')
    await button('Remove attachments 1').click()
    await open.page.getByLabel('headers (optional)').fill('{"x-shop": "1"}')
    expect(await axeFindings(open.page)).toEqual([])
    await open.page.getByLabel('Start after').fill('10m')
    await button('JSON').click()
    expect(await open.page.getByLabel('Arguments as JSON').inputValue()).toContain('"retries": 3')
    await button('Enqueue').click()
    await told(/Enqueued in/)
    expect(lastAct()?.body).toEqual({
      function: 'send_email',
      kwargs: {
        ...{ to: 'a@b.c', subject: 'Hello', priority: 'normal', retries: 3 },
        sender: { name: 'Shop', replyTo: null },
        attachments: [{ name: 'terms.pdf', url: 'https://shop.test/terms.pdf' }],
        headers: { 'x-shop': '1' },
      },
      deferBy: '10m',
    })
  })

  it('redrives a group at a pace, shows how far it is, and stops it', async () => {
    await open.go('#/dead')
    await button('Redrive: no answer from hooks.partner.test within 30 s').click()
    await open.page.getByText('Send 1,204 letters back?').waitFor()
    await button('10 a second').click()
    await open.page.getByText('takes about 2m').waitFor()
    expect(await axeFindings(open.page)).toEqual([])
    await inDialog('Redrive').click()
    await told(/It has begun/)
    expect(lastAct()).toEqual({
      route: 'redrive',
      params: { queue: 'default.dlq' },
      body: { error: 'a3f29c01', ratePerSecond: 10 },
    })
    const bar = open.page.getByRole('progressbar', { name: 'Redrive of default.dlq' })
    await bar.waitFor()
    const operation = fake.answers.events({}).find(({ type }) => type === 'operation')
    if (operation?.type !== 'operation') throw new Error('no operation')
    fake.operation({ ...operation.operation, visited: 600, done: 580, unreadable: 1 })
    await open.page.getByText('580 sent back · looked at 600 of 1,243').waitFor()
    expect(await bar.getAttribute('value')).toBe('600')
    await button('Stop').click()
    await told('It stops')
    await open.page.locator('.operation').getByText('stopped').waitFor()
  })

  it('reads the groups anew when a redrive has ended', async () => {
    await open.go('#/dead')
    await open.page.getByText('the bank says insufficient_funds').waitFor()
    await open.page.getByRole('region', { name: 'billing.dlq' }).getByText('Redrive all').click()
    await inDialog('Redrive all').click()
    await open.page.locator('.operation').getByText('running').waitFor()
    expect(lastAct()?.body).toEqual({ all: true })
    const operation = fake.answers.events({}).find(({ type }) => type === 'operation')
    if (operation?.type !== 'operation') throw new Error('no operation')
    fake.operation({ ...operation.operation, state: 'done', endedAt: new Date().toISOString() })
    await open.page.getByText('the bank says insufficient_funds').waitFor({ state: 'detached' })
  })

  it('shows one letter, and redrives it alone', async () => {
    await open.go('#/dead?queue=default.dlq&group=a3f29c01')
    await open.page.getByRole('link', { name: jobIdOf(10_002) }).click()
    const dialog = open.page.getByRole('dialog', { name: 'Dead letter' })
    await dialog.getByText('https://hooks.partner.test/orders').waitFor()
    await dialog.getByRole('button', { name: /^Redrive/ }).click()
    await open.page.getByText('Send 1 letter back?').waitFor()
    await open.page
      .getByRole('dialog', { name: /Send 1/ })
      .getByRole('button', { name: 'Redrive', exact: true })
      .click()
    await told(/It has begun/)
    expect(lastAct()?.body).toEqual({ ids: [jobIdOf(10_002)] })
    await dialog.waitFor({ state: 'detached' })
  })

  it('purges a queue only when its name is typed', async () => {
    await open.go('#/dead')
    const region = open.page.getByRole('region', { name: 'billing.dlq' })
    await region.getByText('Purge all').click()
    expect(await inDialog('Purge all').isDisabled()).toBe(true)
    await open.page.getByLabel('Type billing.dlq to confirm').fill('billing.dlq')
    await inDialog('Purge all').click()
    await told(/It has begun/)
    expect(lastAct()).toEqual({
      route: 'purge',
      params: { queue: 'billing.dlq' },
      body: { all: true },
    })
  })

  it('sends the dead letters of an alarm back', async () => {
    await open.go('#/')
    const alarm = open.page.locator('.alarm', { hasText: 'dead letter queue billing.dlq' })
    await alarm.locator('summary').click()
    await alarm.getByRole('button', { name: 'Redrive all' }).click()
    await open.page.getByText('Send 37 letters back?').waitFor()
    await inDialog('Redrive all').click()
    await told(/It has begun/)
    expect(lastAct()).toEqual({
      route: 'redrive',
      params: { queue: 'billing.dlq' },
      body: { all: true },
    })
    await alarm.getByRole('link', { name: 'Show them' }).click()
    await open.page.waitForURL(/#\/dead\?queue=billing\.dlq$/)
  })

  it('runs a cron job now', async () => {
    await open.go('#/cron')
    await button('Run now: close_books').click()
    await told('close_books is enqueued')
    expect(lastAct()).toMatchObject({ route: 'runCronNow', params: { name: 'close_books' } })
  })

  it('pauses a cron job, and resumes it', async () => {
    await open.go('#/cron')
    await button('Pause close_books').click()
    await inDialog('Pause').click()
    await told('close_books is paused')
    await button('Resume close_books').click()
    await told('close_books goes on with its next tick')
    expect(fake.acts.map(({ route }) => route)).toEqual(['pauseCron', 'resumeCron'])
    expect(lastAct()).toMatchObject({ params: { name: 'close_books' } })
    await button('Pause close_books').waitFor()
  })

  it('pauses, resumes and drains a queue', async () => {
    await open.go('#/queues')
    const row = open.page.getByRole('row', { name: /^default/ })
    await button('Pause default').click()
    await inDialog('Pause').click()
    await told('default is paused in 2 workers')
    await row.getByText('paused').waitFor()
    await button('Resume default').click()
    await told('default goes on in 2 workers')
    await row.getByText('working').waitFor()
    await button('Drain default').click()
    await inDialog('Drain').click()
    await told('default drains in 2 workers')
    expect(fake.acts.map(({ route }) => route)).toEqual(['pauseQueue', 'resumeQueue', 'drainQueue'])
  })

  it('pauses, resumes and drains a worker, to its end when asked', async () => {
    await open.go('#/workers')
    const card = open.page.locator('article').first()
    await card.getByRole('button', { name: 'Pause mailer' }).click()
    await told('mailer is paused')
    await card.getByText('paused').first().waitFor()
    await card.getByRole('button', { name: 'Resume mailer' }).click()
    await told('mailer works on')
    await card.getByRole('button', { name: 'Drain mailer' }).click()
    await open.page.getByLabel('End the worker when nothing runs any more').check()
    await inDialog('Drain').click()
    await told('mailer drains')
    expect(lastAct()).toEqual({
      route: 'drainWorker',
      params: { worker: 'mailer-7f3a1c' },
      body: { end: true },
    })
  })

  it('that fails says why, and stays to be read', async () => {
    fake.failing.set('retryJob', { code: 'conflict', message: 'It is being retried already' })
    const failed = [...Array(200).keys()]
      .map(fake.answers.jobAt)
      .find((job) => job?.status === 'failed')
    await open.go(`#/jobs/${failed!.jobId}`)
    await button('Retry').click()
    await told('Not done: It is being retried already')
    await open.page.locator('.notice').getByRole('button', { name: 'Dismiss' }).click()
    await open.page.locator('.notice').waitFor({ state: 'detached' })
  })
})
