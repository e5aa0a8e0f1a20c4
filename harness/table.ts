export { table } from '../reports/text/table.ts'
