package dossier.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import tools.jackson.databind.json.JsonMapper;

import dossier.backing.Installation;
import dossier.backing.Installation.Passwords;

/** What {@code docker compose up} started, any number of each service: its published ports and its secrets. */
final class DossierContainers extends DossierSystem {

    private static final String COMMANDS = "dossier.commands";
    private static final String QUERIES = "dossier.queries";
    private static final Path SECRETS = Path.of("../secrets");
    private static final int POSTGRES = 8085;
    private static final String KAFKA = "127.0.0.1:8086";
    private static final URI TOKENS = URI.create("http://127.0.0.1:8083/oauth2/token");
    private static final String ISSUER = "http://sign-in:8083";

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final Caller anonymous = new Caller(person -> tokens.computeIfAbsent(person, this::token), inTurn(COMMANDS),
            inTurn(QUERIES));

    private DossierContainers() {
        super(new Installation(POSTGRES, "dossier",
                new Passwords(secret("owner-password"), secret("query-owner-password"),
                        secret("command-service-password"), secret("query-service-password")),
                KAFKA, "dossier", ISSUER, secret("master-key"), secret("person-key")));
    }

    static boolean areMeant() {
        return System.getProperty(COMMANDS) != null;
    }

    static DossierContainers shared() {
        return Shared.INSTANCE;
    }

    @Override
    Caller anonymous() {
        return anonymous;
    }

    @Override
    String token(String person) {
        var credentials = Base64.getEncoder()
                .encodeToString((person + ":" + secret("sign-in-secret")).getBytes(StandardCharsets.UTF_8));
        try {
            var answer = http.send(HttpRequest.newBuilder(TOKENS).timeout(Duration.ofSeconds(10))
                    .header("Authorization", "Basic " + credentials)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("grant_type=client_credentials")).build(), BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(person + " got no token: " + answer.statusCode());
            }
            return JsonMapper.shared().readTree(answer.body()).path("access_token").asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + person + " signed in", e);
        }
    }

    private static Supplier<URI> inTurn(String property) {
        var urls = Arrays.stream(System.getProperty(property).split(",")).map(URI::create).toList();
        var turn = new AtomicInteger();
        return () -> urls.get(Math.floorMod(turn.getAndIncrement(), urls.size()));
    }

    private static String secret(String name) {
        try {
            return Files.readString(SECRETS.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final DossierContainers INSTANCE = new DossierContainers();
    }
}
