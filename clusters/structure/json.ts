import { z } from 'zod'

/** iproute2 prints one JSON list per command of a batch, and nothing at all for some empty ones. */
export function parseLists<Item extends z.ZodType>(item: Item, text: string): z.infer<Item>[] {
  return text.trim() === '' ? [] : z.array(item).parse(JSON.parse(text))
}
