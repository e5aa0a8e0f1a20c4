import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import { calicoWiring } from './calico.ts'

/** vxlan.calico towards every peer, a /32 route per Pod. */
export const calicoVxlanWiring = calicoWiring(calicoVxlan)
