import assert from 'node:assert/strict'
import { test } from 'node:test'

import { isNewEnough } from '../src/require-node.js'

test('takes Node from 20.19 on', () => {
  for (const version of ['20.19.0', '20.20.2', '21.0.0', '22.12.0', '100.0.0']) {
    assert.ok(isNewEnough(version), version)
  }
  for (const version of ['20.18.3', '20.2.0', '18.20.8', '8.19.0']) {
    assert.equal(isNewEnough(version), false, version)
  }
})
