/** @type {import('../sections.js').Navigation} */
export default {
  en: [
    { text: 'Find the room for a change', link: '/contribute/' },
    { text: 'A store or a transport more', link: '/contribute/adapters' },
    { text: 'How the tests are run', link: '/contribute/tests' },
  ],
  zh: [
    { text: '一分钟找到该改的地方', link: '/zh/contribute/' },
    { text: '再加一种存储或传输', link: '/zh/contribute/adapters' },
    { text: '如何运行测试', link: '/zh/contribute/tests' },
  ],
}
