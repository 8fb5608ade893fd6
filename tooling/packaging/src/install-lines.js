/**
 * What a first project takes, beside what these need of ours: to run jobs on RabbitMQ with results in
 * Redis, and the command line with all that its demo uses; and the client of RocketMQ.
 */
const PROJECTS = [
  {
    of: 'arq',
    names: ['client', 'worker', 'transport-amqp', 'result-redis', 'memory', 'logging', 'cli'],
    // Tasks of the README check their arguments with it.
    vendors: ['valibot'],
  },
  { of: 'RocketMQ', names: ['rocketmq', 'rocketmq-cli'], vendors: [] },
]

/**
 * The lines that install packed packages in a project. Each package of ours that another one needs is
 * named: npm takes it from the line, as no registry has it yet.
 * @param {readonly import('./repository.js').PublishedPackage[]} packages
 * @param {ReadonlyMap<string, string>} tarballs by name of package
 * @returns {{ of: string, line: string }[]}
 */
export function installLines(packages, tarballs) {
  return PROJECTS.map(({ of, names, vendors }) => {
    const ours = withOwnDependencies(
      names.map((name) => `@arq/${name}`),
      packages,
    )
    const paths = ours.map((name) => quoted(tarballOf(name, tarballs)))
    return { of, line: ['npm install', ...paths, ...vendors].join(' ') }
  })
}

/**
 * These packages and those of ours that they depend on, however far.
 * @param {readonly string[]} names
 * @param {readonly import('./repository.js').PublishedPackage[]} packages
 * @returns {readonly string[]} each once, sorted
 */
export function withOwnDependencies(names, packages) {
  /** @type {Set<string>} */
  const found = new Set()
  const add = (/** @type {string} */ name) => {
    const own = packages.find((one) => one.name === name)
    if (!own || found.has(name)) return
    found.add(name)
    for (const dependency of Object.keys(own.manifest.dependencies ?? {})) add(dependency)
  }
  for (const name of names) add(name)
  return [...found].sort()
}

/** Double quotes are what every shell knows; without a blank none are needed. */
const quoted = (/** @type {string} */ path) => (/\s/.test(path) ? `"${path}"` : path)

/**
 * @param {string} name
 * @param {ReadonlyMap<string, string>} tarballs
 */
function tarballOf(name, tarballs) {
  const path = tarballs.get(name)
  if (path === undefined) throw new Error(`${name} was not packed`)
  return path
}
