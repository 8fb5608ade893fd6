import { expect, it } from '@jest/globals'

import { fencesIn, shownOf } from '../src/fences.js'

const PAGE = `# A page

\`\`\`ts [src/delays.ts#defer]
await later()
\`\`\`

- item

  \`\`\`sh
  npm test
  \`\`\`

<!-- given: declare const a: number -->

\`\`\`ts
a + 1
\`\`\`

\`\`\`\`md
\`\`\`ts
not code
\`\`\`
\`\`\`\`
`

it('finds the code of a page with its language, title, line and what it takes as given', () => {
  expect(fencesIn(PAGE)).toEqual([
    {
      language: 'ts',
      title: 'src/delays.ts#defer',
      given: undefined,
      code: 'await later()\n',
      line: 4,
    },
    { language: 'sh', title: undefined, given: undefined, code: 'npm test\n', line: 10 },
    {
      language: 'ts',
      title: undefined,
      given: 'declare const a: number',
      code: 'a + 1\n',
      line: 16,
    },
    {
      language: 'md',
      title: undefined,
      given: undefined,
      code: '```ts\nnot code\n```\n',
      line: 20,
    },
  ])
})

const SOURCE = `import a

async function main() {
  // #region defer
  // why
  await later({
    // #region inner
    a,
    // #endregion inner
  })

  // #endregion defer
}
`

it.each([
  [undefined, SOURCE],
  ['defer', '// why\nawait later({\n  a,\n})\n'],
  ['inner', 'a,\n'],
  ['other', undefined],
])('shows of a file the region %s', (region, shown) => {
  expect(shownOf(SOURCE, region)).toBe(shown)
})
