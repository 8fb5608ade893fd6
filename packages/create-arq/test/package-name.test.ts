import { expect, it } from '@jest/globals'

import { nameLike, nameProblem } from '../src/package-name.js'

it.each(['jobs', 'my-jobs', '@me/my.jobs', 'a', 'jobs_2', '0'])('npm takes %s', (name) => {
  expect(nameProblem(name)).toBeUndefined()
})

it.each([
  ['', 'nameEmpty'],
  ['a'.repeat(215), 'nameTooLong'],
  ['.jobs', 'nameStart'],
  ['_jobs', 'nameStart'],
  ['Jobs', 'nameUpperCase'],
  ['my jobs', 'nameCharacters'],
  ['任务', 'nameCharacters'],
  ['../jobs', 'nameStart'],
  ['a/b', 'nameCharacters'],
  ['@me/', 'nameCharacters'],
  ['node_modules', 'nameTaken'],
  ['stream', 'nameTaken'],
])('npm does not take %j', (name, problem) => {
  expect(nameProblem(name)?.problem).toBe(problem)
  expect(nameProblem(nameProblem(name)?.meant ?? '')).toBeUndefined()
})

it.each([
  ['My Jobs', 'my-jobs'],
  ['我的任务', 'my-jobs'],
  ['发票 invoices', 'invoices'],
  ['http', 'http-jobs'],
  ['...', 'my-jobs'],
])('a folder %s gives the name %s', (folder, name) => {
  expect(nameLike(folder)).toBe(name)
})
