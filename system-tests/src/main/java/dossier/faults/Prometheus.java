package dossier.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import tools.jackson.databind.json.JsonMapper;

import dossier.backing.ChildProcess;
import dossier.backing.Ports;
import dossier.backing.ServiceProcess;

/** A real Prometheus that watches the services by the rules of {@code docs/alerts}, as it would in production. */
final class Prometheus implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3)).build();
    private static final String PROGRAM = "prometheus";
    private static final Duration STOP = Duration.ofSeconds(10);

    private final URI alerts;
    private final ChildProcess process;

    /** @param services each the only instance of its kind, by the job's name */
    Prometheus(Path home, Path directory, Map<String, ServiceProcess> services) throws IOException {
        int port = Ports.free();
        var jobs = services.entrySet().stream().map(job -> """
                  - job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: ["%s"]}]
                """.formatted(job.getKey(), job.getValue().actuator().getAuthority())).collect(Collectors.joining());
        var configuration = Files.writeString(directory.resolve("prometheus.yml"), """
                global: {scrape_interval: 5s}
                rule_files: ["%s"]
                scrape_configs:
                """.formatted(home.resolve("docs/alerts/dossier.rules.yml").toAbsolutePath()) + jobs);
        alerts = URI.create("http://127.0.0.1:" + port + "/api/v1/alerts");
        process = ChildProcess.start("Prometheus", List.of(PROGRAM, "--config.file=" + configuration,
                "--storage.tsdb.path=" + Files.createTempDirectory(directory, "prometheus-"),
                "--web.listen-address=127.0.0.1:" + port, "--log.level=warn"), ChildProcess.Stop.TERM,
                directory.resolve("prometheus.pid"), line -> {
                });
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
    }

    /** Whether the alert would wake somebody now. */
    boolean fires(String alert) throws IOException, InterruptedException {
        var answer = HTTP.send(HttpRequest.newBuilder(alerts).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) { // 503 until it has read its own data
            throw new IOException("Prometheus answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body()).path("data").path("alerts").valueStream()
                .anyMatch(one -> one.path("state").asString().equals("firing")
                        && one.path("labels").path("alertname").asString().equals(alert));
    }

    @Override
    public void close() {
        process.stop(STOP);
    }
}
