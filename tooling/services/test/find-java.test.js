import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { findJava, javaVersion } from '../src/find-java.js'

test('reads the version of old and new Java', () => {
  assert.equal(javaVersion('openjdk version "17.0.15" 2025-04-15'), 17)
  assert.equal(javaVersion('openjdk version "21" 2023-09-19'), 21)
  assert.equal(javaVersion('java version "1.8.0_402"'), 8)
  assert.equal(javaVersion('Unable to locate a Java Runtime.'), undefined)
})

test('prefers JAVA_HOME, and passes over a Java that is too old', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'arq-services-test-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const old = javaOf(join(folder, 'old'), '1.8.0_402')
  const recent = javaOf(join(folder, 'recent'), '21.0.1')
  const inPath = join(recent, 'bin')
  assert.equal(findJava({ JAVA_HOME: old, PATH: inPath }), join(inPath, 'java'))
  assert.equal(findJava({ JAVA_HOME: recent, PATH: join(old, 'bin') }), join(inPath, 'java'))
})

/**
 * A program that says it is that Java.
 * @param {string} home
 * @param {string} version
 */
function javaOf(home, version) {
  const program = join(home, 'bin', 'java')
  mkdirSync(join(home, 'bin'), { recursive: true })
  writeFileSync(program, `#!/bin/sh\necho 'openjdk version "${version}"' >&2\n`)
  chmodSync(program, 0o755)
  return home
}
