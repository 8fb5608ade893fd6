import { referenceSides } from '../../src/reference-sides.js'

/** @type {import('../sections.js').Navigation} */
export default {
  en: referenceSides('en'),
  zh: referenceSides('zh'),
}
