import { linksOf, sections } from './sections.js'

/**
 * @typedef {import('vitepress').DefaultTheme.Config} ThemeConfig
 * @typedef {import('./sections.js').SiteLanguage} SiteLanguage
 */

/**
 * The sections that have pages, at the head of each page.
 * @param {SiteLanguage} language
 * @returns {ThemeConfig['nav']}
 */
function headOf(language) {
  return sections.flatMap(({ folder, title, navigation }) => {
    const [first] = linksOf(navigation[language])
    if (first === undefined) return []
    return [{ text: title[language], link: first, activeMatch: `^/(?:zh/)?${folder}/` }]
  })
}

/**
 * @param {SiteLanguage} language
 * @returns {ThemeConfig['sidebar']}
 */
function sidesOf(language) {
  const base = language === 'zh' ? '/zh/' : '/'
  const sides = sections.map(({ folder, navigation }) => {
    // Decisions have no page in Chinese: the list stands beside the English ones.
    const path = folder === 'adr' ? '/adr/' : `${base}${folder}/`
    return [path, navigation[language]]
  })
  return Object.fromEntries(sides)
}

/** @type {import('vitepress').LocaleConfig<ThemeConfig>} */
export const locales = {
  root: {
    label: 'English',
    lang: 'en',
    themeConfig: { nav: headOf('en'), sidebar: sidesOf('en') },
  },
  zh: {
    label: '简体中文',
    lang: 'zh-CN',
    title: 'arq',
    description: '基于 RabbitMQ 的 TypeScript 任务队列',
    themeConfig: {
      nav: headOf('zh'),
      sidebar: sidesOf('zh'),
      outline: { label: '本页目录', level: [2, 3] },
      docFooter: { prev: '上一页', next: '下一页' },
      darkModeSwitchLabel: '外观',
      lightModeSwitchTitle: '切换到浅色模式',
      darkModeSwitchTitle: '切换到深色模式',
      sidebarMenuLabel: '目录',
      returnToTopLabel: '返回顶部',
      langMenuLabel: '切换语言',
      skipToContentLabel: '跳到正文',
      notFound: {
        title: '没有这个页面',
        quote: '地址可能有误，或者页面已移动。',
        linkLabel: '回到首页',
        linkText: '回到首页',
      },
    },
  },
}

/** What the box of the search says, in Chinese. */
export const chineseSearch = {
  translations: {
    button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
    modal: {
      displayDetails: '显示详情',
      resetButtonTitle: '清空',
      backButtonTitle: '关闭',
      noResultsText: '没有找到：',
      footer: {
        selectText: '打开',
        selectKeyAriaLabel: '回车',
        navigateText: '选择',
        navigateUpKeyAriaLabel: '上',
        navigateDownKeyAriaLabel: '下',
        closeText: '关闭',
        closeKeyAriaLabel: 'Esc',
      },
    },
  },
}
