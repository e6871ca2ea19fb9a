package dossier.standalone;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import dossier.backing.AotCache;
import dossier.backing.ChildProcess;
import dossier.backing.JavaCommand;
import dossier.backing.PrivateFiles;
import dossier.backing.ServiceProgram;

/** A part of the system that is a Spring Boot program of our own. */
record JavaService(String name, List<String> command, Path settings, URI readiness) {

    private static final String READY = "200";
    private static final String FIRST_COMPILER = "-XX:TieredStopAtLevel=1";
    /**
     * On one machine services have the first JIT compiler alone: the second one needs minutes of full load to gain on it, and
     * takes a third of a start. A recording has both, since it tells the services of a benchmark what is hot.
     */
    private static final String[] SERVICE_OPTIONS = AotCache.isRecording()
            ? new String[0]
            : new String[]{FIRST_COMPILER};
    private static final Duration START = Duration.ofMinutes(2);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(100);

    /** One of the services: the program that is deployed in production as well, and its settings. */
    static JavaService ofJar(String name, Location location, Port port, Port actuator,
            Map<String, String> properties) {
        var settings = new TreeMap<>(properties);
        settings.putAll(Map.of("server.address", "127.0.0.1", "server.port", Integer.toString(location.port(port)),
                "management.server.address", "127.0.0.1", "management.server.port",
                Integer.toString(location.port(actuator)), "spring.main.banner-mode", "off"));
        return new JavaService(name,
                program(name).command(SERVICE_OPTIONS),
                write(location, name, settings), readiness(location, actuator));
    }

    /** The sign-in provider, which is in this program's own jar. */
    static JavaService signIn(Location location) {
        var settings = write(location, "sign-in", Map.of("server.address", "127.0.0.1", "server.port",
                Integer.toString(location.port(Port.SIGN_IN)), "dossier.sign-in.issuer", location.url(Port.SIGN_IN),
                "dossier.sign-in.secret", DemoClient.SECRET, "dossier.sign-in.key-file",
                location.data().resolve("sign-in-key.json").toString()));
        return new JavaService("sign-in",
                JavaCommand.of(SignIn.class, List.of("-Xmx256m", "-XX:+UseSerialGC", FIRST_COMPILER),
                        List.of()),
                settings, readiness(location, Port.SIGN_IN));
    }

    /** Starts it, and returns when it says that it is ready. */
    void start(Path data, Parts parts) {
        var line = new ArrayList<>(command);
        line.add("--spring.config.additional-location=file:" + settings);
        var process = ChildProcess.start(name, line, ChildProcess.Stop.TERM, data.resolve(name + ".pid"),
                Parts.printing(name));
        parts.add(process, STOP);
        var deadline = System.nanoTime() + START.toNanos();
        try (var client = HttpClient.newBuilder().connectTimeout(PROBE).build()) {
            for (var answer = probe(client); !answer.equals(READY); answer = probe(client)) {
                if (!process.isAlive()) {
                    throw new IllegalStateException(Parts.describe(process, process.onExit().join()));
                }
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            name + " was not ready within " + START.toSeconds() + " s: its probe answered " + answer);
                }
                Thread.sleep(BETWEEN_PROBES);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " started", e);
        }
    }

    private String probe(HttpClient client) throws InterruptedException {
        try {
            return Integer.toString(client.send(HttpRequest.newBuilder(readiness).timeout(PROBE).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static URI readiness(Location location, Port port) {
        return URI.create(location.url(port) + "/actuator/health/readiness");
    }

    // Secrets go through a file, because every user of the machine sees command lines.
    private static Path write(Location location, String name, Map<String, String> settings) {
        var properties = new Properties();
        properties.putAll(settings);
        var content = new StringWriter();
        try {
            properties.store(content, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PrivateFiles.write(location.data().resolve(name + ".properties"), content.toString());
    }

    private static ServiceProgram program(String name) {
        try {
            return ServiceProgram.of(Location.home(), name);
        } catch (IllegalStateException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
    }
}
