# The first steps of the Dockerfile beside it, up to and including `npm ci`: a cache in the registry for machines that have never built the relay.
# BuildKit reuses a step only if base image, instruction and files are the same, so these lines must equal those of the Dockerfile.
# Build it in the root of the project, with the cache metadata that BuildKit needs:
#   docker build -f relay-service/dependencies.Dockerfile --build-arg BUILDKIT_INLINE_CACHE=1 .
ARG BUILD_IMAGE=node:24-bookworm@sha256:6dac556d980b7f0e5498d08f08cee0ca67798b4ad6c23964a9214920e67758d0

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
COPY relay-service/package.json relay-service/
RUN npm ci --workspace relay-service --no-audit --no-fund && npm cache clean --force
