import { isDeepStrictEqual } from 'node:util'
import type { Scenario } from '../../../properties/model/scenario.ts'
import { ownSliceCount, type Service, serviceKey } from '../../../properties/model/service.ts'
import { allocatedPart } from './service-object.ts'

/** What has to happen to Services so that one scenario becomes another. */
export interface ServiceChanges {
  removed: Service[]
  /** New ones, and those that stay and change: the API tells them apart. */
  written: Service[]
}

/**
 * A Service that wants other addresses or ports goes first: another one may have been given them meanwhile. So does one
 * that wants fewer EndpointSlices of podnet's, such as none and a selector: a slice goes with its Service only.
 */
export function serviceChanges(
  { services: current = [] }: Scenario,
  { services: wanted = [] }: Scenario,
): ServiceChanges {
  const before = new Map(current.map((service) => [serviceKey(service), service]))
  const after = new Map(wanted.map((service) => [serviceKey(service), service]))
  const goes = (service: Service): boolean => {
    const now = after.get(serviceKey(service))
    if (now === undefined || ownSliceCount(now) < ownSliceCount(service)) return true
    return !isDeepStrictEqual(allocatedPart(service), allocatedPart(now))
  }
  return {
    removed: current.filter(goes),
    written: wanted.filter((service) => !isDeepStrictEqual(service, before.get(serviceKey(service)))),
  }
}
