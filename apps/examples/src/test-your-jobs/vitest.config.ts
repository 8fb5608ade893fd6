import { defineConfig } from 'vitest/config'

// A file name ends as its author likes: here each runner's tests say which runner they are for.
// oxlint-disable-next-line import/no-default-export -- vitest asks for it
export default defineConfig({ test: { include: ['src/test-your-jobs/*.vitest.ts'] } })
