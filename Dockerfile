# syntax=docker/dockerfile:1
# The image of the service: API, worker and the commands of the operator, one image for all.

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma ./prisma
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY domain ./domain
COPY workflows ./workflows
COPY records ./records
COPY engine ./engine
COPY activities ./activities
COPY config ./config
COPY api ./api
COPY worker ./worker
COPY tools ./tools
RUN npm run build

FROM node:20.20.2-bookworm-slim AS packages
WORKDIR /packages
COPY package.json package-lock.json ./
# What packages run when installed, and what is optional (compilers, the embedded PostgreSQL), is for building only;
# of Temporal's library there is one for each kind of machine.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
RUN find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name '*-linux-gnu' -exec rm -r {} +

FROM node:20.20.2-bookworm-slim
ENV NODE_ENV=production INSTALLATION=live
WORKDIR /app
COPY --from=packages /packages/node_modules ./node_modules
COPY --from=build /build/dist ./dist
COPY package.json ./
COPY prisma/migrations ./prisma/migrations
# The account "node" of the image, by number so that it can be checked not to be root.
USER 1000:1000
EXPOSE 3000 9464 9465
CMD ["node", "dist/api/main.js"]
