/** A piece of TypeScript: a name, a string without its quotes, or one other character. Comments and regexes are left out. */
export interface Token {
  kind: 'name' | 'string' | 'mark'
  text: string
  line: number
}

const namePattern = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy
const numberPattern = /\d[\w.]*/y
const spacePattern = /\s+/y
const commentPattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y
const stringPattern = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y
const regexPattern = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const templateTextPattern = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y
/** After one of these a slash begins a regex; after a value it divides. */
const beforeRegex = new Set('(,=:[!&|?{};+-*%~^<>'.split(''))
const wordsBeforeRegex = new Set(['return', 'typeof', 'case', 'in', 'of', 'await', 'yield', 'void', 'delete', 'throw'])

/** Enough of a lexer to find imports and uses of globals without taking comments and strings for code. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  /** Open braces; a template's `${` is `true` and ends in template text again. */
  const braces: boolean[] = []
  let at = 0
  let line = 1

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined) return undefined
    at += found.length
    return found
  }
  const push = (kind: Token['kind'], found: string, shown = found): void => {
    tokens.push({ kind, text: shown, line })
    line += newlines(found)
  }
  const template = (): void => {
    const found = take(templateTextPattern) ?? ''
    push('string', found)
    if (text.startsWith('${', at)) {
      at += 2
      braces.push(true)
    } else at += 1
  }

  while (at < text.length) {
    const blank = take(spacePattern) ?? take(commentPattern)
    if (blank !== undefined) {
      line += newlines(blank)
      continue
    }
    const name = take(namePattern)
    if (name !== undefined) {
      push('name', name)
      continue
    }
    const quoted = take(stringPattern)
    if (quoted !== undefined) {
      push('string', quoted, quoted.slice(1, -1))
      continue
    }
    if (text[at] === '/' && mayBeRegex(tokens.at(-1)) && take(regexPattern) !== undefined) {
      tokens.push({ kind: 'mark', text: '/', line }, { kind: 'string', text: '', line })
      continue
    }
    if (take(numberPattern) !== undefined) {
      tokens.push({ kind: 'string', text: '', line })
      continue
    }
    const mark = text[at] ?? ''
    at += 1
    if (mark === '`') {
      template()
      continue
    }
    if (mark === '{') braces.push(false)
    if (mark === '}' && braces.pop() === true) template()
    else push('mark', mark)
  }
  return tokens
}

function mayBeRegex(previous: Token | undefined): boolean {
  if (previous === undefined) return true
  if (previous.kind === 'mark') return beforeRegex.has(previous.text)
  return previous.kind === 'name' && wordsBeforeRegex.has(previous.text)
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}
