#!/bin/bash
# The first process of the user-mode kernel: mounts what podnet needs, loads modules, runs one podnet command and powers
# off. The root is the machine's own, through hostfs; what is mounted here, the machine does not see.
# PODNET_UML: folder with `argv` and `environment` (NUL-separated), `cwd`, and room for `stdout` and `exit-code`.
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
mount -t tmpfs scratch /var/tmp
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs shm /dev/shm
# Which /dev this is, the kernel's or the machine's, is for its configuration to say.
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
while IFS= read -r -d '' variable; do export "${variable?}"; done <"$PODNET_UML/environment"
# This kernel's nftables has no nat chains that iptables-nft could use: iptables is the older one here.
mkdir -p /var/tmp/bin /var/tmp/state /var/tmp/modules/lib
for tool in iptables iptables-save iptables-restore; do ln -s /usr/sbin/xtables-legacy-multi "/var/tmp/bin/$tool"; done
# This kernel's modules lie elsewhere than where modprobe looks; the machine may have no /lib/modules to mount them on.
ln -s /usr/lib/uml/modules /var/tmp/modules/lib/modules
printf '#!/bin/sh\nexec /sbin/modprobe -d /var/tmp/modules "$@"\n' >/var/tmp/bin/modprobe
chmod +x /var/tmp/bin/modprobe
echo /var/tmp/bin/modprobe >/proc/sys/kernel/modprobe
export PATH="/var/tmp/bin:$PATH"
# The clusters of this kernel end with it: the machine's ledger must not know them.
export XDG_STATE_HOME=/var/tmp/state
ip link set lo up
for module in ${PODNET_UML_MODULES//,/ }; do modprobe "$module" || echo "podnet: no module $module" >/dev/console; done
cd "$(cat "$PODNET_UML/cwd")" || exit
mapfile -d '' -t argv <"$PODNET_UML/argv"
"${argv[@]}" </dev/null >"$PODNET_UML/stdout" 2> >(cat >/dev/console)
echo $? >"$PODNET_UML/exit-code"
sync
echo o >/proc/sysrq-trigger
sleep 60
