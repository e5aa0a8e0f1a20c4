import { calicoCrossSubnet } from '../../properties/model/networks/calico-cross-subnet.ts'
import { calicoWiring } from './calico.ts'

/** vxlan.calico towards Nodes behind the router, Felix's plain routes to neighbours. */
export const calicoCrossSubnetWiring = calicoWiring(calicoCrossSubnet)
