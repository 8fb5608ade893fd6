/** `-m <module>:<export>` taken apart. */
export interface ModuleReference {
  readonly path: string
  /** Absent when none was named. */
  readonly exportName: string | undefined
}

/** Splits at the last colon that is not the one of a Windows drive (`C:\app\settings.ts`). */
export function parseModuleReference(text: string): ModuleReference {
  const colon = text.lastIndexOf(':')
  if (colon === -1 || isDriveColon(text, colon)) return { path: text, exportName: undefined }
  return { path: text.slice(0, colon), exportName: text.slice(colon + 1) || undefined }
}

function isDriveColon(text: string, colon: number): boolean {
  return colon === 1 && /^[a-z]:[\\/]/i.test(text)
}
