import { slugOf } from '@arq/tooling-lint/markdown-links'

import { sampleButtons } from '../src/live/sample-buttons.js'
import { repositoryLinks } from '../src/repository-links.js'
import { locales } from './locales.js'
import { searchOptions } from './search.js'
import { writePlainPages } from './write-plain-pages.js'

/** @type {import('vitepress').UserConfig<import('vitepress').DefaultTheme.Config>} */
export default {
  title: 'arq',
  description: 'A job queue on RabbitMQ, for TypeScript',
  // A host of static files needs no rules for addresses with their ending.
  cleanUrls: false,
  srcExclude: ['README.md', 'CHANGELOG.md', 'live/**', 'test/**', 'grafana/**'],
  locales,
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }]],
  markdown: {
    // The same page is read on GitHub: links to headings hold on both.
    anchor: { slugify: slugOf },
    config: (markdown) => {
      markdown.use(repositoryLinks)
      markdown.use(sampleButtons)
    },
  },
  themeConfig: {
    outline: { level: [2, 3] },
    search: { provider: 'local', options: searchOptions },
  },
  buildEnd: writePlainPages,
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('arq-') } } },
}
