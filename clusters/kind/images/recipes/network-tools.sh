# Collects the few programs that kube-proxy and flannel call, with the libraries they load, under /collected.
out=/collected
mkdir -p $out/usr/bin $out/usr/sbin $out/usr/lib $out/usr/lib64 $out/etc $out/run $out/tmp $out/var/lib
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$out/$folder"; done

programs='/usr/bin/dash /usr/bin/cp /usr/bin/ls /usr/bin/cat /usr/bin/mkdir /usr/sbin/xtables-nft-multi
  /usr/sbin/xtables-legacy-multi /usr/sbin/nft /usr/sbin/conntrack /usr/sbin/ipset /usr/bin/ip /usr/bin/kmod'
extensions=$(dirname "$(find /usr/lib -name libxt_comment.so)")
{
  for file in $programs "$extensions"/*.so; do
    echo "$file"
    ldd "$file" 2>/dev/null | grep -o '/[^ ]*' || true
  done
  find /usr/share/iptables /etc/protocols /etc/services /etc/ethertypes -type f 2>/dev/null || true
} | sort -u | while read -r file; do
  # Libraries are listed under /lib, which is a link into /usr.
  real=$(readlink -f "$(dirname "$file")")/$(basename "$file")
  mkdir -p "$out$(dirname "$real")"
  cp -a "$real" "$out$real"
  if [ -L "$real" ]; then cp -a "$(readlink -f "$real")" "$out$(readlink -f "$real")"; fi
done

ln -s dash $out/usr/bin/sh
ln -s kmod $out/usr/bin/modprobe
for family in ip ip6; do
  for verb in tables tables-save tables-restore; do
    ln -s xtables-nft-multi "$out/usr/sbin/$family$verb"
    ln -s xtables-nft-multi "$out/usr/sbin/$(echo "$family$verb" | sed 's/tables/tables-nft/')"
    ln -s xtables-legacy-multi "$out/usr/sbin/$(echo "$family$verb" | sed 's/tables/tables-legacy/')"
  done
done
chroot $out /usr/sbin/iptables --version
chroot $out /usr/sbin/nft --version
chroot $out /usr/sbin/conntrack --version
