import { isBuiltin } from 'node:module'
import { matchesGlob, posix } from 'node:path'
import { type Import, parseModule } from './parse.ts'
import { type Rule, rules as theRules } from './rules.ts'
import type { Token } from './tokens.ts'

/** A source file: its path from the project's root with forward slashes, and its text. */
export interface Module {
  path: string
  text: string
}

export interface GateReport {
  modules: number
  imports: number
  /** One message for each broken rule and place; empty if all is well. */
  violations: string[]
}

export function checkImports(modules: Module[], rules: Rule[] = theRules): GateReport {
  const report: GateReport = { modules: 0, imports: 0, violations: [] }
  for (const module of modules) {
    const { imports, tokens } = parseModule(module.text)
    report.modules += 1
    report.imports += imports.length
    for (const rule of rules.filter((rule) => appliesTo(rule, module.path))) {
      const found = [...forbiddenImports(rule, module.path, imports), ...forbiddenGlobals(rule, tokens)]
      report.violations.push(...found.map((use) => message(rule, module.path, use)))
    }
  }
  return report
}

interface Use {
  line: number
  what: string
}

function appliesTo(rule: Rule, path: string): boolean {
  return matchesAny(path, rule.from) && !matchesAny(path, rule.except ?? [])
}

function forbiddenImports(rule: Rule, path: string, imports: Import[]): Use[] {
  return imports
    .map((used) => ({ ...used, target: targetOf(path, used.specifier) }))
    .filter(({ target, typeOnly }) => {
      if (matchesAny(target, rule.forbids ?? [])) return true
      if (rule.allows === undefined) return false
      return !matchesAny(target, [...rule.allows, ...(typeOnly ? (rule.allowsTypes ?? []) : [])])
    })
    .map(({ line, target }) => ({ line, what: `imports ${target}` }))
}

function forbiddenGlobals(rule: Rule, tokens: Token[]): Use[] {
  return (rule.forbidsGlobals ?? []).flatMap((name) => {
    const [object, member] = name.split('.')
    return tokens.flatMap((token, index) => {
      if (token.kind !== 'name' || token.text !== object || tokens[index - 1]?.text === '.') return []
      if (member === undefined)
        return tokens[index + 1]?.text === '(' ? [{ line: token.line, what: `uses ${name}` }] : []
      const used = memberAt(tokens, index + 1)
      if (used === undefined || (member !== '*' && member !== used)) return []
      return [{ line: token.line, what: `uses ${object}.${used}` }]
    })
  })
}

/** `.exit`, `?.exit` or `['exit']`. */
function memberAt(tokens: Token[], index: number): string | undefined {
  const at = tokens[index]?.text === '?' ? index + 1 : index
  const [open, member] = [tokens[at], tokens[at + 1]]
  if (open?.text === '.' && member?.kind === 'name') return member.text
  if (open?.text === '[' && member?.kind === 'string') return member.text
  return undefined
}

/** A path from the root, `node:x` for built-in modules, or the package's name. */
function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier)
  if (specifier.startsWith('node:')) return specifier
  if (isBuiltin(specifier)) return `node:${specifier}`
  const [scope = '', name] = specifier.split('/')
  return scope.startsWith('@') && name !== undefined ? `${scope}/${name}` : scope
}

function matchesAny(path: string, patterns: string[]): boolean {
  return patterns.some((pattern) => path === pattern || matchesGlob(path, pattern))
}

function message(rule: Rule, path: string, use: Use): string {
  return `${rule.name}: ${path}:${use.line} ${use.what}; ${rule.reason}. Change: ${rule.instead}`
}
