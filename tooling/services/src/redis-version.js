/** @typedef {import('./contract.d.ts').RedisVersion} RedisVersion */

const USUAL_LIBRARIES = [
  ...['libc6', 'libatomic1', 'libjemalloc2', 'liblzf1', 'libsystemd0', 'libcap2', 'libstdc++6'],
  ...['libgcc-s1', 'libssl3t64', 'libzstd1', 'zlib1g'],
]
const OLDER_LIBRARIES = [
  ...['libc6', 'libatomic1', 'libjemalloc2', 'liblzf1', 'libsystemd0', 'libstdc++6', 'libgcc-s1'],
  ...['libssl1.1', 'libzstd1', 'liblua5.1-0', 'lua-cjson', 'lua-bitop', 'liblz4-1', 'liblzma5'],
  ...['libgcrypt20', 'libgpg-error0'],
]

/**
 * Where a Redis or Valkey other than the machine's own comes from: the Debian release that has it, and the packages that
 * hold the program and every library that it loads. `forky` is still being made: one day it has another version.
 * @type {Readonly<Record<RedisVersion, { title: string, suite: string, packages: readonly string[] }>>}
 */
export const REDIS_VERSIONS = {
  'redis-6.0': {
    title: 'Redis 6.0',
    suite: 'bullseye',
    packages: ['redis-tools', ...OLDER_LIBRARIES],
  },
  'redis-8.0': {
    title: 'Redis 8.0',
    suite: 'trixie',
    packages: ['redis-tools', ...USUAL_LIBRARIES],
  },
  'valkey-8.1': {
    title: 'Valkey 8.1',
    suite: 'trixie',
    packages: ['valkey-tools', ...USUAL_LIBRARIES],
  },
  'valkey-9.1': {
    title: 'Valkey 9.1',
    suite: 'forky',
    packages: ['valkey-tools', ...USUAL_LIBRARIES],
  },
}
