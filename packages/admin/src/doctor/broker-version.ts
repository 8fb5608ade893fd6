/** Major and minor of a version such as `3.10.8`; `undefined` for what is none. */
export function readVersion(version: string | undefined): readonly [number, number] | undefined {
  const [major = NaN, minor = 0] = (version ?? '')
    .split('.')
    .map((part) => Number.parseInt(part, 10))
  return Number.isNaN(major) ? undefined : [major, minor]
}

export function isOlder(
  [major, minor]: readonly [number, number],
  [thanMajor, thanMinor]: readonly [number, number],
): boolean {
  return major < thanMajor || (major === thanMajor && minor < thanMinor)
}
