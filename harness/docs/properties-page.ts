import type { Property } from '../../properties/property.ts'

/** docs/properties.md: one row for each property, in registry order. */
export function propertiesPage(
  properties: readonly Pick<Property, 'id' | 'claim' | 'claims' | 'level' | 'needs'>[],
): string {
  const rows = properties.map(({ id, claim, level, claims, needs }) =>
    row([`\`${id}\``, claim, level, claims.join(', '), needs.length === 0 ? 'nothing special' : needs.join(', ')]),
  )
  return [
    '<!-- Written by `node harness/docs/write.ts`; change properties/ instead. -->',
    '',
    '# Properties',
    '',
    'What podnet checks, one property per file under `properties/`. Claims are those of [claims.md](claims.md). Without',
    'what a property needs of the machine its checks are unsupported, with the reason, and counted. `core` is what every',
    'pod network owes; `extended` is how the network at hand keeps it.',
    '',
    row(['Property', 'Claim', 'Level', 'Claims covered', 'Needs']),
    row(['---', '---', '---', '---', '---']),
    ...rows,
    '',
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
