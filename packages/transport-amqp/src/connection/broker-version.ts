/** Whether a version such as `3.10.8` or `4.0.5-rc.1` is `least` or later; one that is not known is taken for old. */
export function isAtLeast(version: string | undefined, least: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map((part) => Number.parseInt(part, 10))
  return major > least[0] || (major === least[0] && minor >= least[1])
}
