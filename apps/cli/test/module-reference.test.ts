import { expect, it } from '@jest/globals'

import { parseModuleReference } from '../src/module-reference.js'

it.each([
  ['./settings.ts:workerSettings', './settings.ts', 'workerSettings'],
  ['C:\\app\\settings.ts:workerSettings', 'C:\\app\\settings.ts', 'workerSettings'],
  ['C:/app/settings.ts:workerSettings', 'C:/app/settings.ts', 'workerSettings'],
  ['C:\\app\\settings.ts', 'C:\\app\\settings.ts', undefined],
  ['./settings.ts', './settings.ts', undefined],
  ['./settings.ts:', './settings.ts', undefined],
  ['c:settings', 'c', 'settings'],
])('takes %s apart', (text, path, exportName) => {
  expect(parseModuleReference(text)).toEqual({ path, exportName })
})
