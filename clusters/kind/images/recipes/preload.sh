# Inside a node that is being made: takes an archive of images into containerd's store. Names that must be there: "$@".
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
ctr -n k8s.io images import --no-unpack - >/dev/null
for image in "$@"; do
  ctr -n k8s.io images ls -q | grep -q "\(^\|/\)$image\$" || {
    echo "$image was not taken in" >&2
    exit 1
  }
done
kill $containerd
wait $containerd || true
rm -rf /tmp/containerd.log /run/containerd
