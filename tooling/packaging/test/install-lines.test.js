import assert from 'node:assert/strict'
import { test } from 'node:test'

import { installLines, withOwnDependencies } from '../src/install-lines.js'
import { publishedPackages } from '../src/repository.js'

const packages = publishedPackages()
const tarballsIn = (/** @type {string} */ folder) =>
  new Map(
    packages.map(({ name }) => [name, `${folder}/${name.slice(1).replace('/', '-')}-1.0.0.tgz`]),
  )

test('there is a line for arq and one for RocketMQ, each with the command', () => {
  const [arq, rocketmq, ...more] = installLines(packages, tarballsIn('/t'))
  assert.deepEqual([arq?.of, rocketmq?.of, more], ['arq', 'RocketMQ', []])
  assert.match(arq?.line ?? '', /^npm install .*\/t\/arq-cli-1\.0\.0\.tgz .*valibot$/)
  assert.match(rocketmq?.line ?? '', /^npm install .*\/t\/arq-rocketmq-cli-1\.0\.0\.tgz$/)
})

test('a line has everything of ours that its packages need: no registry has it', () => {
  for (const { line } of installLines(packages, tarballsIn('/t'))) {
    for (const { name, manifest } of packages) {
      const file = tarballsIn('/t').get(name) ?? ''
      if (!line.split(' ').includes(file)) continue
      for (const needed of Object.keys(manifest.dependencies ?? {})) {
        const own = tarballsIn('/t').get(needed)
        if (own !== undefined) assert.ok(line.split(' ').includes(own), `${needed} for ${name}`)
      }
    }
  }
})

test('what one of ours needs may need another of ours', () => {
  const named = (/** @type {string} */ name, /** @type {string[]} */ ...needs) => ({
    name,
    folder: name,
    dir: name,
    manifest: {
      name,
      version: '1.0.0',
      description: '',
      dependencies: Object.fromEntries(needs.map((need) => [need, '^1.0.0'])),
    },
  })
  const some = [named('a', 'b', 'yargs'), named('b', 'c'), named('c', 'b'), named('d')]
  assert.deepEqual(withOwnDependencies(['a'], some), ['a', 'b', 'c'])
})

test('a folder with a blank in its name is quoted', () => {
  const [arq] = installLines(packages, tarballsIn('/my files'))
  assert.ok(arq?.line.includes(' "/my files/arq-core-1.0.0.tgz" '))
})
