import { z } from 'zod'
import { hostRange } from '../../properties/model/address.ts'
import type { Route } from '../../properties/model/facts.ts'

/** A route of `ip -d -j route show table main`. */
export const routeSchema = z.object({
  type: z.string(),
  dst: z.string(),
  gateway: z.string().optional(),
  dev: z.string().optional(),
  protocol: z.string(),
  scope: z.string().optional(),
  prefsrc: z.string().optional(),
  metric: z.number().optional(),
  flags: z.array(z.string()),
})

export function routeOf(route: z.infer<typeof routeSchema>): Route {
  return {
    destination: destinationOf(route.dst),
    type: route.type,
    protocol: route.protocol,
    flags: route.flags,
    ...(route.gateway !== undefined && { gateway: route.gateway }),
    ...(route.dev !== undefined && { device: route.dev }),
    ...(route.scope !== undefined && { scope: route.scope }),
    ...(route.prefsrc !== undefined && { source: route.prefsrc }),
    ...(route.metric !== undefined && { metric: route.metric }),
  }
}

/** `ip` writes `default` and leaves out the length of a host route. */
function destinationOf(printed: string): string {
  if (printed === 'default') return '0.0.0.0/0'
  if (printed.includes('/')) return printed
  return hostRange(printed)
}
