import { describe, expect, it } from '@jest/globals'

import { namesInText, renderText, type Text } from '../../ui/src/language/text.js'
import { cronTexts } from '../../ui/src/pages/cron/texts.js'
import { deadTexts } from '../../ui/src/pages/dead/texts.js'
import { enqueueTexts } from '../../ui/src/pages/enqueue/texts.js'
import { flowTexts } from '../../ui/src/pages/job/flow/texts.js'
import { signalTexts } from '../../ui/src/pages/job/signals/texts.js'
import { streamTexts } from '../../ui/src/pages/job/streams/texts.js'
import { jobTexts } from '../../ui/src/pages/job/texts.js'
import { jobsTexts } from '../../ui/src/pages/jobs/texts.js'
import { keysTexts } from '../../ui/src/pages/keys/texts.js'
import { actionTexts, overviewTexts } from '../../ui/src/pages/overview/texts.js'
import { queueTexts } from '../../ui/src/pages/queues/texts.js'
import { statusTexts } from '../../ui/src/pages/status-texts.js'
import { workerTexts } from '../../ui/src/pages/workers/texts.js'
import { partTexts } from '../../ui/src/parts/texts.js'
import { shellTexts } from '../../ui/src/shell/texts.js'

const CATALOGUES: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  ...{
    actionTexts,
    cronTexts,
    deadTexts,
    enqueueTexts,
    flowTexts,
    jobTexts,
    jobsTexts,
    overviewTexts,
  },
  ...{ partTexts, queueTexts, shellTexts, signalTexts, statusTexts, streamTexts, workerTexts },
  keysTexts,
}
/** Words of the field that Chinese has no other for. */
const SAME_IN_BOTH = ['Worker', 'Broker', 'JSON', 'ID']
const HAN = /\p{Script=Han}/u

const all = Object.entries(CATALOGUES).flatMap(([catalogue, texts]) =>
  Object.entries(texts).map(([key, text]) => [`${catalogue}.${key}`, text] as const),
)

describe('the texts of the page', () => {
  it.each(all)('%s takes the same values in both languages', (_name, text) => {
    expect(namesInText(text['zh-CN'])).toEqual(namesInText(text.en))
  })

  it.each(all)('%s is translated', (name, text) => {
    // The switch shows the other language's own name.
    if (name === 'shellTexts.otherLanguage') return
    expect(text.en).not.toMatch(HAN)
    const hasWords = /\w/.test(text['zh-CN'].replace(/\{\w+\}/g, ''))
    const isSame = SAME_IN_BOTH.includes(text['zh-CN']) || !hasWords
    expect(isSame || HAN.test(text['zh-CN'])).toBe(true)
  })

  it('puts values in their places, numbers with their thousands apart', () => {
    const text = { en: '{count} {count|job|jobs} of {who}', 'zh-CN': '{who} 的 {count} 个任务' }
    expect(renderText(text, 'en', { count: 1, who: 'mara' })).toBe('1 job of mara')
    expect(renderText(text, 'en', { count: 1_204, who: 'mara' })).toBe('1,204 jobs of mara')
    expect(renderText(text, 'zh-CN', { count: 2, who: 'mara' })).toBe('mara 的 2 个任务')
  })

  it('shows the name of a value that is missing', () => {
    expect(renderText({ en: 'to {queue}', 'zh-CN': '到 {queue}' }, 'en')).toBe('to {queue}')
  })

  it('does not read a value as a text with braces of its own', () => {
    const text = { en: '{a} {b}', 'zh-CN': '{a} {b}' }
    expect(renderText(text, 'en', { a: '{b}', b: 'x' })).toBe('{b} x')
  })
})
