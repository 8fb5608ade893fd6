/**
 * Folders whose imports still lead round in a circle, by package: a list that only gets shorter. The
 * check fails when a pair is here in vain, and when one is missing.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const foldersToUntangle = {}
