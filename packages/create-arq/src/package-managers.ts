/** What can install the made project. */
export const MANAGERS = ['npm', 'pnpm', 'yarn'] as const
export type ManagerName = (typeof MANAGERS)[number]

/**
 * The package manager that runs this program, by the name it gives itself: `pnpm/10.34.8 npm/? node/v20.19.0 linux x64`.
 * @returns npm where it is none that we know
 */
export function managerOf(userAgent: string | undefined): ManagerName {
  const [name] = (userAgent ?? '').split('/')
  return MANAGERS.find((known) => known === name) ?? 'npm'
}

/** The command that runs a script of package.json: short where the manager has a short form. */
export function scriptCommand(manager: ManagerName, script: string): string {
  if (manager === 'npm') return script === 'test' ? 'npm test' : `npm run ${script}`
  return `${manager} ${script}`
}
