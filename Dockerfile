# tekigo in a container that runs as nobody in particular:
#   docker build -t tekigo .
#   docker run --rm -v "$PWD:/data" --user "$(id -u):$(id -g)" tekigo run --target target.toml
FROM rust:1 AS build
WORKDIR /tekigo
COPY . .
RUN cargo build --release --locked --bin tekigo

FROM debian:stable-slim
# The authorities that TLS is checked against.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tekigo \
    && install -d -o tekigo -g tekigo /data /data/reports
COPY --from=build /tekigo/target/release/tekigo /usr/local/bin/tekigo
USER 10001
WORKDIR /data
ENTRYPOINT ["tekigo"]
CMD ["run"]
