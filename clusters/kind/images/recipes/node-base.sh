# Turns a Debian root with kind's files into what kind takes for a node. Needs PAUSE and VERSION.

# Units that make no sense in a container, or that a node starts itself.
rm -f /lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service \
  /lib/systemd/system/multi-user.target.wants/* /etc/systemd/system/*.wants/* \
  /lib/systemd/system/local-fs.target.wants/* /lib/systemd/system/basic.target.wants/* \
  /lib/systemd/system/sockets.target.wants/*udev* /lib/systemd/system/sockets.target.wants/*initctl*
echo 'ReadKMsg=no' >>/etc/systemd/journald.conf
systemctl enable kubelet.service containerd.service undo-mount-hacks.service
# Would register interpreters with the machine's kernel.
systemctl mask systemd-binfmt.service

# kind's units name containerd where its own build puts it.
for program in containerd containerd-shim-runc-v2 ctr; do
  ln -sf "/usr/bin/$program" "/usr/local/bin/$program"
done
ln -sf /usr/sbin/runc /usr/local/sbin/runc
# Nodes may lack CAP_SYS_RESOURCE, and then nobody can make a process harder to kill.
sed -i -e 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' \
  -e "s|sandbox_image = .*|sandbox_image = \"$PAUSE\"|" /etc/containerd/config.toml
ctr oci spec |
  jq '.hooks.createContainer += [{path: "/kind/bin/mount-product-files.sh"}] | del(.process.rlimits)' \
    >/etc/containerd/cri-base.json

mkdir -p /etc/kubernetes/manifests
echo "$VERSION" >/kind/version
