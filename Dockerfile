# Builds the packages with everything that takes, and leaves the rest behind.
FROM node:24-slim AS build
WORKDIR /coatcheck
COPY package.json package-lock.json tsconfig.json tsconfig.base.json tsconfig.build.json ./
COPY packages packages
COPY apps apps
RUN npm ci && npm prune --omit=dev

FROM node:24-slim
WORKDIR /coatcheck
COPY --from=build /coatcheck/package.json ./
COPY --from=build /coatcheck/node_modules node_modules
COPY --from=build /coatcheck/packages packages
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
ENV COATCHECK_DATA_FOLDER=/data COATCHECK_HOST=::
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://localhost:' + (process.env.COATCHECK_PORT ?? 4000) + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=4", "packages/cli/dist/main.js", "serve"]
