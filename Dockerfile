# One image with every program of Rafid. Build: docker build -t rafid .
# The base images are arguments, so that a mirror or another distribution can take their place.
ARG BUILD_IMAGE=docker.io/library/rust:1.95-bookworm
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${BUILD_IMAGE} AS build
# zlib goes into the programs; the runtime image holds only libc, libgcc and OpenSSL 3.
ENV LIBZ_SYS_STATIC=1 CARGO_TERM_COLOR=never
ARG CARGO_PROFILE_RELEASE_LTO=thin
ARG CARGO_PROFILE_RELEASE_DEBUG=false
WORKDIR /src
COPY . .
RUN cargo build --locked --release \
      --package rafid --features rafid/kafka \
      --package rafid-normalizer --package rafid-tagger --package rafid-enricher --package rafid-pipeline \
 && mkdir -p /out/usr/local/bin \
 && for program in rafid rafid-normalizer rafid-tagger rafid-enricher rafid-pipeline; do \
      install -s -m 0755 "target/release/$program" /out/usr/local/bin/ || exit 1; \
    done

FROM ${RUNTIME_IMAGE}
COPY --from=build /out/ /
# Inside a container the server must answer the network; outside it binds to loopback unless told otherwise.
ENV PATH=/usr/local/bin:/usr/bin:/bin RAFID__HTTP__LISTEN=0.0.0.0:9600
USER 65532:65532
EXPOSE 9600
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/rafid", "health"]
CMD ["rafid", "--help"]
