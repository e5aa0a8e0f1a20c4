import { type Capabilities, missingCapabilities } from '../../properties/model/capability.ts'
import type { Property } from '../../properties/property.ts'
import { properties } from '../../properties/registry.ts'
import type { CheckOptions } from './options.ts'

/** The properties of the options that can be checked here, in registry order. */
export function chosenProperties(options: Pick<CheckOptions, 'properties'>, capabilities: Capabilities): Property[] {
  return properties.filter(
    ({ id, needs }) => options.properties.includes(id) && missingCapabilities(needs, capabilities).length === 0,
  )
}
