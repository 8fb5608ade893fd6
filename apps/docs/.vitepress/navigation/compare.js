/** @type {import('../sections.js').Navigation} */
export default {
  en: [{ text: 'When to take which', link: '/compare/' }],
  zh: [{ text: '什么时候用哪个', link: '/zh/compare/' }],
}
