# docker build -t version-service .
# docker run -p 8080:8080 -v versions:/data -e VERSIONS_ADMIN_TOKEN="$(openssl rand -hex 32)" version-service

FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY pom.xml ./
COPY src ./src
COPY server-config ./server-config
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -DskipTests package

FROM eclipse-temurin:17-jre AS server
WORKDIR /opt/version-service
COPY server-config/image/ ./
COPY --from=build /source/target/payara-micro.jar /source/target/version-service.war ./
RUN bash prepare.sh /opt/version-service && chown -R 10001:0 . && chmod -R g=u .

FROM eclipse-temurin:17-jre
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
