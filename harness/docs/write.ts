// `node harness/docs/write.ts`: writes the generated files of docs/ anew.
import { writeFileSync } from 'node:fs'
import { createPrinter } from '../print.ts'
import { docsFolder, pages } from './pages.ts'

const printer = createPrinter()
for (const [name, page] of Object.entries(pages)) {
  writeFileSync(new URL(name, docsFolder), page())
  printer.talk(`wrote docs/${name}`)
}
