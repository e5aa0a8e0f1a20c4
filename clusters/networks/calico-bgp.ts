import { calicoBgp } from '../../properties/model/networks/calico-bgp.ts'
import { calicoWiring } from './calico.ts'

/** No tunnel, BIRD's plain routes to neighbours. */
export const calicoBgpWiring = calicoWiring(calicoBgp)
