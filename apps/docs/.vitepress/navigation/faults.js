/** @type {import('../sections.js').Navigation} */
export default {
  en: [],
  zh: [],
}
