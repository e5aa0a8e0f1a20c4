import { type Token, tokenize } from './tokens.ts'

/** One import of a module, in whatever form it is written. */
export interface Import {
  /** As written; `(computed)` if it is not a plain string. */
  specifier: string
  line: number
  /** Gone after compilation: `import type`, `export type`. */
  typeOnly: boolean
}

export interface ParsedModule {
  imports: Import[]
  tokens: Token[]
}

/** A clause between `import` and `from` longer than this is not one. */
const longestClause = 2000

export function parseModule(text: string): ParsedModule {
  const tokens = tokenize(text)
  const imports = tokens.flatMap((token, index) => {
    if (token.kind !== 'name' || tokens[index - 1]?.text === '.') return []
    if (token.text === 'import') return importAt(tokens, index)
    if (token.text === 'export') return exportAt(tokens, index)
    if (token.text === 'require' && isMark(tokens[index + 1], '(')) return callAt(tokens, index)
    return []
  })
  return { imports, tokens }
}

function importAt(tokens: Token[], index: number): Import[] {
  const next = tokens[index + 1]
  if (next === undefined || isMark(next, '.') || isMark(next, ':')) return []
  if (isMark(next, '(')) return callAt(tokens, index)
  if (next.kind === 'string') return [{ specifier: next.text, line: next.line, typeOnly: false }]
  const typeOnly = next.text === 'type' && !['from', ','].includes(tokens[index + 2]?.text ?? '')
  return fromClause(tokens, index + 1, typeOnly)
}

function exportAt(tokens: Token[], index: number): Import[] {
  const typeOnly = tokens[index + 1]?.text === 'type'
  const start = index + (typeOnly ? 2 : 1)
  if (isMark(tokens[start], '*')) return fromClause(tokens, start, typeOnly)
  if (!isMark(tokens[start], '{')) return []
  const end = tokens.findIndex((token, at) => at > start && isMark(token, '}'))
  if (end === -1 || tokens[end + 1]?.text !== 'from') return []
  return fromClause(tokens, end, typeOnly)
}

/** `import('x')` and `require('x')`. */
function callAt(tokens: Token[], index: number): Import[] {
  const argument = tokens[index + 2]
  const after = tokens[index + 3]
  const plain = argument?.kind === 'string' && (isMark(after, ')') || isMark(after, ','))
  const line = tokens[index]?.line ?? 0
  return [{ specifier: plain ? argument.text : '(computed)', line, typeOnly: false }]
}

function fromClause(tokens: Token[], start: number, typeOnly: boolean): Import[] {
  for (let at = start; at < Math.min(tokens.length - 1, start + longestClause); at += 1) {
    const source = tokens[at + 1]
    if (tokens[at]?.text !== 'from' || tokens[at]?.kind !== 'name' || source?.kind !== 'string') continue
    return [{ specifier: source.text, line: source.line, typeOnly }]
  }
  return []
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text
}
