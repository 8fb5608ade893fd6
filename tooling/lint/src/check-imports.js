import { arrowsInCircles } from './folder-cycles.js'
import { folderProblems } from './folder-problems.js'
import { foldersToUntangle } from './folders-to-untangle.js'
import { fileCircles, importGraph } from './import-graph.js'

/**
 * Looks at the imports inside each package, those of types too: no file, and no folder, may lead
 * round in a circle. Called with the folders of the packages, relative to the repository.
 */
const problems = []
for (const folder of process.argv.slice(2)) {
  const graph = importGraph(`${folder}/src`)
  const circles = fileCircles(graph).map((files) => `circle of files: ${files.join(' > ')}`)
  const folders = folderProblems(arrowsInCircles(graph), foldersToUntangle[folder] ?? [])
  const found = [...circles, ...folders]
  console.log(`${folder}: ${Object.keys(graph).length} files, ${found.length} problems`)
  problems.push(...found.map((problem) => `${folder}/src: ${problem}`))
}
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
