import assert from 'node:assert/strict'
import { test } from 'node:test'

import { readBlock, replaceBlock } from '../src/marked-block.js'

const TEXT = 'above\n<!-- x: generated -->\nold\n<!-- end of x -->\nbelow\n'

test('replaces what stands between its lines, and nothing else', () => {
  const text = replaceBlock(TEXT, 'x', 'new')
  assert.equal(text, 'above\n<!-- x: generated -->\n\nnew\n\n<!-- end of x -->\nbelow\n')
  assert.equal(readBlock(text, 'x'), 'new')
  assert.equal(replaceBlock(text, 'x', 'new'), text)
})

test('says which lines are missing', () => {
  assert.equal(readBlock(TEXT, 'y'), undefined)
  assert.throws(() => replaceBlock(TEXT, 'y', 'new'), /<!-- y: generated -->/)
  assert.equal(readBlock('<!-- end of x -->\n<!-- x: generated -->', 'x'), undefined)
})
