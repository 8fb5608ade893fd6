/**
 * Says what is wrong, and what to do, and has the process end with 1.
 * @param {readonly string[]} problems
 * @param {string} [wayOut]
 */
export function endWithProblems(problems, wayOut) {
  if (problems.length === 0) return
  for (const problem of problems) console.error(problem)
  if (wayOut) console.error(wayOut)
  process.exitCode = 1
}
