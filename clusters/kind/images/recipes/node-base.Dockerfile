ARG ROOT
FROM $ROOT
COPY files/ /
COPY plugins/ /opt/cni/bin/
COPY programs/ /usr/bin/
COPY node-base.sh /tmp/
ARG PAUSE
ARG VERSION
RUN sh -eu /tmp/node-base.sh && rm /tmp/node-base.sh
ENV container=docker
# systemd ends on this signal; on SIGTERM it would start anew.
STOPSIGNAL SIGRTMIN+3
ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]
