# Two stages: Swift builds on Debian 12, a slim Debian 12 runs. `make prove-runtime` shows without
# Docker that scripts/packages/run.txt is all the second stage needs.

FROM swift:6.3-bookworm AS build
WORKDIR /source
COPY scripts scripts
RUN scripts/install-packages scripts/packages/build.txt
COPY . .
RUN scripts/build-release && scripts/install-program /program

FROM debian:12-slim
COPY scripts/install-packages scripts/packages/run.txt /tmp/
RUN /tmp/install-packages /tmp/run.txt && rm -rf /tmp/* /var/lib/apt/lists/*
RUN useradd --system --uid 65532 --create-home --home-dir /var/lib/tessera tessera
COPY --from=build /program /opt/tessera
COPY --chmod=755 scripts/healthy /opt/tessera/

USER tessera
WORKDIR /var/lib/tessera
VOLUME /var/lib/tessera
# HTTP and WebSocket; all media.
EXPOSE 8080/tcp 10000/udp
HEALTHCHECK --interval=10s --timeout=4s --start-period=5s CMD ["/opt/tessera/healthy", "8080"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/tessera/tessera"]
CMD ["serve", "--http-host", "0.0.0.0", "--data", "/var/lib/tessera"]
