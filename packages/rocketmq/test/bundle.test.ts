import { describe, expect, it } from '@jest/globals'
import { buildSync } from 'esbuild'

describe('the file that users get', () => {
  it('has no character beyond Latin-1: V8 would keep all of it with two bytes for each', () => {
    const { outputFiles } = buildSync({
      ...{ entryPoints: [new URL('../src/index.ts', import.meta.url).pathname], bundle: true },
      ...{ packages: 'external', format: 'esm', platform: 'node', write: false },
    })
    const lines = (outputFiles[0]?.text ?? '').split('\n')
    // Texts are escaped; what is left are comments of class members.
    expect(lines.filter((line) => /[\u0100-\uffff]/.test(line))).toEqual([])
  })
})
