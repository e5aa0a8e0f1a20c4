/** Which property asked for which of a list of exchanges: so many each, in their order. */
export type Owners = (readonly [property: string, exchanges: number])[]

/** `asked`: for each exchange of the list the property that asked for it. */
export function ownersOf(asked: Iterable<{ id: string }>): [string, number][] {
  const owners: [string, number][] = []
  for (const { id } of asked) {
    const last = owners.at(-1)
    if (last?.[0] === id) last[1] += 1
    else owners.push([id, 1])
  }
  return owners
}

/** The exchanges of one property, in the order it asked for them. */
export function ownedBy<T>(property: string, owners: Readonly<Owners>, exchanges: readonly T[]): T[] {
  let from = 0
  return owners.flatMap(([owner, number]) => {
    const start = from
    from += number
    return owner === property ? exchanges.slice(start, from) : []
  })
}
