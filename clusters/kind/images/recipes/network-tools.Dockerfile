ARG ROOT
FROM $ROOT AS root
COPY network-tools.sh /tmp/
RUN sh -eu /tmp/network-tools.sh

FROM scratch
COPY --from=root /collected/ /
ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin
