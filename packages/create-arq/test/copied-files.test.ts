import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..', '..')
const read = (...path: readonly string[]) => readFileSync(join(root, ...path), 'utf8')
const templates = ['packages', 'create-arq', 'templates']

// Each template is a whole project, to be read and checked as it is; what they have in common is equal to the byte.
it.each([
  ...['mailer', 'servers', 'settings', 'sign-up', 'tasks', 'worker'].map((it) => `src/${it}.ts`),
  ...['test/sign-up.test.ts', 'tsconfig.json', 'tsconfig.build.json'],
])('%s of the template fastify is that of plain', (file) => {
  expect(read(...templates, 'fastify', file)).toBe(read(...templates, 'plain', file))
})

it.each(['src/servers.ts', 'tsconfig.build.json'])(
  '%s of the template nestjs is that of plain',
  (file) => {
    expect(read(...templates, 'nestjs', file)).toBe(read(...templates, 'plain', file))
  },
)

it.each(['advanced.config', 'rabbitmq.conf'])('%s is that of the examples', (file) => {
  const example = read('apps', 'examples', 'compose', 'rabbitmq', file)
  expect(read(...templates, 'shared', 'rabbitmq', file)).toBe(example)
})
