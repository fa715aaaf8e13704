# docker build -t version-service .
# docker run -p 8080:8080 -v versions:/data -e VERSIONS_ADMIN_TOKEN="$(openssl rand -hex 32)" version-service

# Tags move. To build on what was tested, pin both by digest: --build-arg JRE_IMAGE=eclipse-temurin:17-jre@sha256:...
# "docker buildx imagetools inspect eclipse-temurin:17-jre" prints it.
ARG MAVEN_IMAGE=maven:3.9-eclipse-temurin-17
ARG JRE_IMAGE=eclipse-temurin:17-jre

FROM ${MAVEN_IMAGE} AS build
WORKDIR /source
COPY pom.xml ./
COPY src ./src
COPY server-config ./server-config
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -DskipTests package

FROM ${JRE_IMAGE} AS server
WORKDIR /opt/version-service
COPY server-config/image/ ./
COPY --from=build /source/target/payara-micro.jar /source/target/version-service.war ./
RUN bash prepare.sh /opt/version-service && chown 10001:0 run

FROM ${JRE_IMAGE}
LABEL org.opencontainers.image.title="Version Service" \
      org.opencontainers.image.description="Hands out semantic versions to CI/CD pipelines, and never the same one twice." \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=server /opt/version-service /opt/version-service
RUN install -d -o 10001 -g 0 -m 770 /data
ENV VERSIONS_DATA_DIR=/data HOME=/tmp
USER 10001:0
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["bash", "/opt/version-service/healthy.sh"]
ENTRYPOINT ["bash", "/opt/version-service/start.sh"]
