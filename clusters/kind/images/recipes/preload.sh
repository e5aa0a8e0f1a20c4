# Inside a node that is being made: takes an archive of images from stdin into containerd's store.
# Arguments: NAME=NAME, what an image is called in the archive, and what the node has to know it as.
containerd >/tmp/containerd.log 2>&1 &
containerd=$!
tries=0
until ctr version >/dev/null 2>&1; do
  tries=$((tries + 1))
  if [ $tries -gt 300 ] || ! kill -0 $containerd; then
    cat /tmp/containerd.log >&2
    exit 1
  fi
  sleep 0.1
done
# Not unpacked: each node does so with the few it runs, and is created faster.
ctr -n k8s.io images import --no-unpack - >/dev/null
for pair in "$@"; do
  from=docker.io/${pair%%=*} to=${pair#*=}
  if [ "$from" != "$to" ]; then
    ctr -n k8s.io images tag "$from" "$to" >/dev/null
    ctr -n k8s.io images rm "$from" >/dev/null
  fi
  ctr -n k8s.io images ls -q "name==$to" | grep -q . || {
    echo "$to was not taken in" >&2
    exit 1
  }
done
kill $containerd
wait $containerd || true
rm -rf /tmp/containerd.log /run/containerd
