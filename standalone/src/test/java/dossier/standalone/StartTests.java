package dossier.standalone;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class StartTests {

    static final String[] PARTS = {"postgresql", "kafka", "sign-in", "command-service", "query-service"};

    @TempDir
    static Path home;

    static Path data;
    static String base;

    @BeforeAll
    static void install() throws IOException {
        StubService.install(home, "command-service");
        StubService.install(home, "query-service");
        data = home.resolve("data");
        base = Integer.toString(Launched.freePortBase());
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class While_it_runs {

        Launched system;

        @BeforeAll
        void startIt() throws IOException {
            system = start().untilReady();
        }

        @AfterAll
        void stopIt() {
            system.close();
        }

        @Test
        void every_part_is_a_process_whose_lines_carry_its_name() throws IOException {
            assertThat(Launched.parts(data)).containsKeys(PARTS);
            assertThat(system.output()).contains("[command-service] stub of dossier");
        }

        @Test
        void commands_leave_the_processors_to_what_follows_them() throws IOException {
            var parts = Launched.parts(data);
            var others = Scheduling.of(parts, "query-service");
            var commands = new Scheduling(others.niceness() + 5, Scheduling.BATCH);
            assertThat(others.policy()).isNotEqualTo(Scheduling.BATCH);
            assertThat(Scheduling.of(parts, "kafka")).isEqualTo(others);
            assertThat(Scheduling.of(parts, "command-service")).isEqualTo(commands);
            assertThat(Scheduling.of(parts, "postgresql")).isEqualTo(commands);
        }

        @Test
        void a_demo_person_gets_a_token_with_name_and_role() throws Exception {
            assertThat(claims(token("clerk2:demo"))).contains("\"sub\":\"clerk2\"")
                    .contains("\"iss\":\"http://127.0.0.1:" + (Integer.parseInt(base) + 3) + "\"")
                    .contains("\"roles\":[\"clerk\"]");
        }

        @Test
        void allround_has_every_role_of_staff() throws Exception {
            assertThat(claims(token("allround:demo")))
                    .contains("\"roles\":[\"clerk\",\"verifier\",\"reviewer\",\"cashier\",\"issuer\"]");
        }

        @Test
        void nobody_else_gets_a_token() throws Exception {
            assertThat(post("clerk:guessed").statusCode()).isEqualTo(401);
            assertThat(post("stranger:demo").statusCode()).isEqualTo(401);
        }

        @Test
        void env_prints_a_line_for_each_address() throws IOException {
            assertThat(env().lines()).hasSize(7).allMatch(line -> line.matches("DOSSIER_[A-Z_]+=\\S+"))
                    .contains("DOSSIER_KAFKA=127.0.0.1:" + (Integer.parseInt(base) + 6));
        }

        @Test
        void another_start_on_its_data_is_refused() throws IOException {
            assertThat(refusal("--data", data.toString(), "--port-base", "20000"))
                    .contains("is in use by another ./dossier start");
        }

        @Test
        void another_start_on_its_ports_is_refused() throws IOException {
            assertThat(refusal("--data", home.resolve("other").toString(), "--port-base", base))
                    .contains("port " + (Integer.parseInt(base) + 5) + " for PostgreSQL is taken");
        }

        @Test
        void secrets_are_for_their_owner_only_and_on_no_command_line() throws IOException {
            assertThat(Files.getPosixFilePermissions(data)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
            for (var file : new String[]{"secrets.properties", "sign-in-key.json", "command-service.properties"}) {
                assertThat(Files.getPosixFilePermissions(data.resolve(file)))
                        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            }
            var secrets = new Properties();
            secrets.load(Files.newBufferedReader(data.resolve("secrets.properties")));
            assertThat(secrets).hasSize(7);
            for (var part : Launched.parts(data).values()) {
                var commandLine = Files.readString(Path.of("/proc/" + part.pid() + "/cmdline"));
                assertThat(commandLine).isNotEmpty();
                assertThat(secrets.values()).noneMatch(secret -> commandLine.contains((String) secret));
            }
        }
    }

    @Test
    void a_signal_stops_all_parts_the_last_one_first() throws Exception {
        try (var system = start().untilReady()) {
            var parts = Launched.parts(data).values();
            system.process.destroy();
            assertThat(system.exitStatus()).isEqualTo(128 + 15);
            assertThat(parts).noneMatch(ProcessHandle::isAlive);
            assertThat(system.output()).containsSubsequence("Stopping query-service", "Stopping PostgreSQL");
        }
    }

    @Test
    void the_end_of_one_part_is_the_end_of_all_with_a_line_that_says_why() throws Exception {
        try (var system = start().untilReady()) {
            var parts = Launched.parts(data);
            parts.get("command-service").destroyForcibly();
            assertThat(system.exitStatus()).isEqualTo(1);
            assertThat(system.output()).contains("command-service ended by signal 9: stub of dossier");
            assertThat(parts.values()).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void the_start_after_a_kill_ends_what_is_left_and_finds_the_same_secrets_and_keys() throws Exception {
        Map<String, ProcessHandle> leftovers;
        String env;
        String keyId;
        try (var system = start().untilReady()) {
            env = env();
            keyId = keyId(token("clerk:demo"));
            leftovers = Launched.parts(data);
            // A stopped process does not act on the kernel's word that its parent is dead.
            signal("STOP", leftovers.get("kafka"));
            signal("STOP", leftovers.get("query-service"));
            system.process.destroyForcibly();
        }
        assertThat(leftovers.get("kafka").isAlive()).isTrue();
        try (var system = start().untilReady()) {
            assertThat(leftovers.values()).noneMatch(ProcessHandle::isAlive);
            assertThat(system.output()).containsPattern("Ended what a killed start left behind: .*kafka");
            assertThat(env()).isEqualTo(env);
            assertThat(keyId(token("clerk:demo"))).isEqualTo(keyId);
        }
    }

    /** As in {@code proc_pid_stat(5)}. */
    private record Scheduling(int niceness, int policy) {

        static final int BATCH = 3;

        static Scheduling of(Map<String, ProcessHandle> parts, String name) throws IOException {
            var stat = Files.readString(Path.of("/proc/" + parts.get(name).pid() + "/stat"));
            var fromThird = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return new Scheduling(Integer.parseInt(fromThird[19 - 3]), Integer.parseInt(fromThird[41 - 3]));
        }
    }

    private static Launched start() throws IOException {
        return Launched.run(home, "start", "--data", data.toString(), "--port-base", base);
    }

    private static String refusal(String... location) throws IOException {
        var arguments = IntStream.range(-1, location.length).mapToObj(i -> i < 0 ? "start" : location[i]);
        try (var refused = Launched.run(home, arguments.toArray(String[]::new))) {
            assertThat(refused.exitStatus()).isEqualTo(2);
            return Arrays.stream(refused.output().split("\n")).filter(line -> !line.startsWith("Data is kept"))
                    .reduce((one, other) -> "more than one line: " + one + other).orElseThrow();
        }
    }

    private static String env() throws IOException {
        try (var env = Launched.run(home, "env", "--data", data.toString(), "--port-base", base)) {
            assertThat(env.exitStatus()).isZero();
            return env.output();
        }
    }

    private static String token(String credentials) throws Exception {
        var answer = post(credentials);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().replaceFirst(".*\"access_token\":\"([^\"]+)\".*", "$1");
    }

    private static HttpResponse<String> post(String credentials) throws Exception {
        var request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + (Integer.parseInt(base) + 3) + "/oauth2/token"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials")).build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String claims(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }

    private static String keyId(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]));
    }

    private static void signal(String name, ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
    }
}
