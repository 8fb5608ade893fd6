import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { describe, expect, it } from '@jest/globals'

import { PAGE_FOLDER } from '../../ui/fake/page-files.js'

const MOST_BYTES = 150_000

const files = readdirSync(PAGE_FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name, parentPath }) => ({ name, content: readFileSync(join(parentPath, name)) }))
const textOf = (pattern: RegExp) =>
  files
    .filter(({ name }) => pattern.test(name))
    .map(({ content }) => content.toString())
    .join('\n')

describe('the page as it is served', () => {
  it('is at most 150 kB compressed, all in all', () => {
    const bytes = files.map(({ content }) => gzipSync(content).length)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES)
  })

  it('has names that change with what is in them', () => {
    const others = files.filter(({ name }) => !/^\w+-[A-Z0-9]{8}\.(js|css|svg)$/.test(name))
    expect(others.map(({ name }) => name).sort()).toEqual(['index.html', 'notices.txt'])
  })

  it('runs under a policy that allows nothing inline', () => {
    const html = textOf(/\.html$/)
    expect(html).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/)
    expect(html).toMatch(/<script src="assets\/theme-/)
    expect(textOf(/\.js$/)).not.toMatch(/\beval\(|new Function\(/)
  })

  it('names no other server', () => {
    const addresses =
      textOf(/\.(js|css|html)$/).match(/\b(https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}/gi) ?? []
    expect(addresses.filter((address) => !address.includes('www.w3.org'))).toEqual([])
  })
})
