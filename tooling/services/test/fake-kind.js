/**
 * A service kind that touches nothing.
 * @param {Partial<import('../src/contract.d.ts').ServiceKind>} [overrides]
 * @returns {import('../src/contract.d.ts').ServiceKind}
 */
export function fakeKind(overrides = {}) {
  return {
    name: 'redis',
    title: 'Fake',
    howToInstall: 'install fake-server',
    environment: { url: 'FAKE_URL', managementUrl: 'FAKE_MANAGEMENT_URL' },
    standard: { url: 'fake://standard', managementUrl: 'http://standard' },
    debianPackages: ['fake-server'],
    container: { image: 'fake:1', ports: [] },
    probe: async () => undefined,
    findBinary: () => undefined,
    create: async () => fakeServer('created'),
    ...overrides,
  }
}

/**
 * @param {string} host
 * @returns {import('../src/contract.d.ts').Server}
 */
export function fakeServer(host) {
  const nothing = async () => undefined
  return {
    url: `fake://${host}`,
    pid: undefined,
    start: nothing,
    stop: nothing,
    kill: nothing,
    restart: nothing,
    dispose: nothing,
    release: () => undefined,
  }
}
