package dossier.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dossier.backing.BackingServices;
import dossier.backing.Installation;

/** A running command-service and a caller of its API, as a program outside would be. */
final class CommandApi implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Map<String, String[]> ROLES = Map.of(
            "allround", new String[]{"clerk", "verifier", "reviewer", "cashier", "issuer"});

    static final int DEMO_COMMANDS_AT_ONCE = 60;

    /** What came back. */
    record Reply(int status, JsonNode json, HttpResponse<String> response) {

        String code() {
            return json.path("code").asString("");
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    private static final class Shared {
        static final Installation INSTALLATION = BackingServices.shared().newInstallation();
        static final CommandApi API = start(INSTALLATION);
    }

    private static final class Demo {
        static final CommandApi API = start(Shared.INSTALLATION, "dossier.demo-clock=true",
                "dossier.commands-at-once=" + DEMO_COMMANDS_AT_ONCE);
    }

    private final ConfigurableApplicationContext service;
    private final int port;

    private CommandApi(ConfigurableApplicationContext service, int port) {
        this.service = service;
        this.port = port;
    }

    /** The one service that most tests share. */
    static CommandApi shared() {
        return Shared.API;
    }

    /** Another instance on the log of the shared one, whose callers may set the clock. */
    static CommandApi demo() {
        return Demo.API;
    }

    static Installation sharedInstallation() {
        return Shared.INSTALLATION;
    }

    static CommandApi start(Installation installation, String... settings) {
        var application = new SpringApplicationBuilder(CommandService.class).web(WebApplicationType.SERVLET)
                .properties(Map.copyOf(installation.commandService()))
                .properties("server.port=0", "server.address=127.0.0.1", "management.server.port=0",
                        "spring.main.banner-mode=off")
                .properties(settings);
        var context = application.run();
        return new CommandApi(context, ((ServletWebServerApplicationContext) context).getWebServer().getPort());
    }

    /** A service whose callers may set the clock, and whose timers do nothing unless they are told to. */
    static CommandApi startWithoutTimers(Installation installation) {
        var api = start(installation, "dossier.demo-clock=true");
        api.service.getBean(Scheduler.class).stop();
        return api;
    }

    ConfigurableApplicationContext service() {
        return service;
    }

    /** What is asked of the management port, without signing in. */
    Reply manage(String path) {
        return send("", service.getEnvironment().getRequiredProperty("local.management.port", Integer.class), "GET",
                path, BodyPublishers.noBody());
    }

    Reply get(String who, String path) {
        return send(who, "GET", path, "");
    }

    Reply post(String who, String path, String body, String... headers) {
        return send(who, "POST", path, body, headers);
    }

    Reply put(String who, String path, String body, String... headers) {
        return send(who, "PUT", path, body, headers);
    }

    /** @param who whose name is also the role, a digit at its end aside; empty for nobody */
    Reply send(String who, String method, String path, String body, String... headers) {
        return send(who, method, path, BodyPublishers.ofString(body), headers);
    }

    /** Sends each character as one byte. */
    Reply sendLatin1(String who, String method, String path, String body) {
        return send(who, method, path, BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1));
    }

    private Reply send(String who, String method, String path, BodyPublisher body, String... headers) {
        return send(who, port, method, path, body, headers);
    }

    private static Reply send(String who, int port, String method, String path, BodyPublisher body,
            String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30)).method(method, body);
        if (!List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (!who.isEmpty()) {
            request.header("Authorization", "Bearer " + token(who));
        }
        try {
            var response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(),
                    response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String token(String who) {
        return BackingServices.shared().signIn().token(who,
                ROLES.getOrDefault(who, new String[]{who.replaceFirst("\\d$", "")}));
    }

    @Override
    public void close() {
        SpringApplication.exit(service);
    }
}
