import { decisions } from '../../src/decisions.js'

// Decisions are written in English only: readers of Chinese get the same list.
const items = decisions().map(({ title, file }) => ({ text: title, link: `/adr/${file}` }))

/** @type {import('../sections.js').Navigation} */
export default {
  en: [{ text: 'Decisions', items }],
  zh: [{ text: '设计决策（英文）', items }],
}
