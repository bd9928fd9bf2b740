# The server without its tools: Node 24 runs the TypeScript as it is, so there is nothing to build.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages are Node itself for machines with an older one; the image has its own.
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production DATA_FOLDER=/data SECRETS_KEY=/keys/secrets.key
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY definitions definitions
COPY profiles profiles
COPY terminology terminology
COPY study study
COPY src src
RUN mkdir /data /keys && chown node:node /data /keys
VOLUME /data /keys
USER node
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT ?? 8080}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
