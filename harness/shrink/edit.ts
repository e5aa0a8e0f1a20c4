import type { Pod, Scenario } from '../../properties/model/scenario.ts'
import type { Service } from '../../properties/model/service.ts'

/**
 * One way to make a scenario smaller or plainer. Where there is nothing left to do it returns what it was given, so that
 * edits can be carried out in any order and number.
 */
export interface Edit {
  /** What it does, in words: `Pod a removed`. */
  name: string
  apply(scenario: Scenario): Scenario
}

/** An edit of one Pod, by name. Changed Pods are made anew; `change` returns the same object where nothing changes. */
export function podEdit(pod: string, what: string, change: (pod: Pod, scenario: Scenario) => Pod): Edit {
  return {
    name: `Pod ${pod} ${what}`,
    apply: (scenario) => ({
      ...scenario,
      pods: scenario.pods.map((one) => (one.name === pod ? change(one, scenario) : one)),
    }),
  }
}

/** An edit of one Service, by what it is called together with its namespace. */
export function serviceEdit(
  { name, namespace }: Pick<Service, 'name' | 'namespace'>,
  what: string,
  change: (service: Service, scenario: Scenario) => Service,
): Edit {
  const isMeant = (one: Service) => one.name === name && one.namespace === namespace
  return {
    name: `Service ${name} ${what}`,
    apply: (scenario) => ({
      ...scenario,
      ...(scenario.services && {
        services: scenario.services.map((one) => (isMeant(one) ? change(one, scenario) : one)),
      }),
    }),
  }
}

/** A copy without some keys. */
export function without<T extends object>(value: T, ...keys: (keyof T)[]): T {
  const copy = { ...value }
  for (const key of keys) delete copy[key]
  return copy
}
