import { expect, it } from '@jest/globals'

import { siteLink } from '../src/repository-links.js'

it.each([
  ['a page beside', 'guide/cron.md', 'health.md#probes', 'health.md#probes'],
  [
    'a page elsewhere',
    'zh/guide/cron.md',
    '../../adr/0001-esm-only.md',
    '../../adr/0001-esm-only.md',
  ],
  ['a folder of pages', 'guide/cron.md', '../adr', '../adr/index.md'],
  ['a generated page', 'guide/cron.md', '../reference/errors.md', '../reference/errors.md'],
  [
    'a package',
    'guide/cron.md',
    '../../../packages/threads',
    '/repository/packages/threads/index.md',
  ],
  [
    'its README',
    'guide/cron.md',
    '../../cli/README.md#exit-codes',
    '/repository/apps/cli/index.md#exit-codes',
  ],
  [
    'a source',
    'guide/cron.md',
    '../../examples/src/delays.ts',
    '/repository/apps/examples/src/delays.ts.md',
  ],
  ['a page outside', 'adr/0005.md', '../../../ARCHITECTURE.md', '/repository/ARCHITECTURE.md'],
  [
    'what a copied page links to',
    'repository/apps/cli/index.md',
    '../docs/guide/cron.md#x',
    '../../../guide/cron.md#x',
  ],
  [
    'and links beside it',
    'repository/packages/core/index.md',
    '../client',
    '/repository/packages/client/index.md',
  ],
  ['the root', 'guide/cron.md', '../../../README.md', '/repository/index.md'],
  ['another site', 'guide/cron.md', 'https://example.org/a.md', 'https://example.org/a.md'],
  ['a place in the page', 'guide/cron.md', '#here', '#here'],
])('leads to %s', (_what, page, link, wanted) => {
  expect(siteLink(page, link)).toBe(wanted)
})
