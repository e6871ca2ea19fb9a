# The images of our programs, from the jars that `./mvnw package -DskipTests` made. docker-compose.yml says which.
FROM eclipse-temurin:25-jre AS layers
ARG MODULE
COPY ${MODULE}/target/${MODULE}-*-exec.jar /program.jar
RUN java -Djarmode=tools -jar /program.jar extract --layers --destination /layers

FROM eclipse-temurin:25-jre AS program
# What changes least comes first: a new build of our own code is one small layer.
WORKDIR /dossier
COPY --from=layers /layers/dependencies/ ./
COPY --from=layers /layers/snapshot-dependencies/ ./
COPY --from=layers /layers/application/ ./
COPY compose/ready /usr/local/bin/ready
USER 10001:10001
ENV SPRING_PROFILES_ACTIVE=prod \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s --start-interval=1s CMD ["ready"]
ENTRYPOINT ["java"]
CMD ["-jar", "program.jar"]

FROM program AS sign-in
USER root
RUN install -d -o 10001 -g 10001 -m 700 /data
USER 10001:10001
VOLUME /data
ENV SPRING_PROFILES_ACTIVE=default SPRING_CONFIG_IMPORT=configtree:/run/secrets/
CMD ["-cp", "program.jar", "dossier.standalone.SignIn"]
