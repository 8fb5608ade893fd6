import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'

import { readJson, rootDir } from '../src/repository.js'
import { rootScripts } from '../src/root-scripts.js'

/** @type {[name: string, command: string][]} */
const scripts = Object.entries(readJson(join(rootDir, 'package.json')).scripts)

for (const [name, command] of scripts) {
  test(`npm run ${name} needs nothing but Node to begin`, () => {
    const [program, file = '', script = ''] = command.split(' ')
    assert.equal(program, 'node')
    assert.ok(existsSync(join(rootDir, file)), file)
    if (file.endsWith('/script.js')) assert.ok(rootScripts[script], `${script} is not known`)
  })
}

test('turbo finds pnpm where none is on the PATH', async () => {
  // Node is there by itself, for the scripts that name it in their first line.
  const env = { ...process.env, PATH: dirname(process.execPath) }
  const script = join(rootDir, 'tooling', 'run', 'src', 'script.js')
  const args = [script, 'build', '--dry=json']
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: rootDir, env })
  const { tasks } = JSON.parse(stdout)
  assert.ok(
    tasks.some((/** @type {{ taskId: string }} */ task) => task.taskId === '@arq/core#build'),
  )
})

test('a script that nobody knows ends with the names of those there are', async () => {
  const script = join(rootDir, 'tooling', 'run', 'src', 'script.js')
  await assert.rejects(promisify(execFile)(process.execPath, [script, 'biuld']), /build, typecheck/)
})
