package dossier.backing;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dossier.backing.Installation.Passwords;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PostgresServerTests {

    static final Passwords PASSWORDS = new Passwords("of-owner", "of-read-owner", "of-command", "of-query");

    @TempDir
    static Path directory;

    static final List<String> log = Collections.synchronizedList(new ArrayList<>());
    static PostgresServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(directory.resolve("postgresql"), Ports.free(), "of-superuser", log::add);
        DatabaseSetup.roles(server, PASSWORDS);
        DatabaseSetup.databases(server, "dossier");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void writes_are_durable_before_they_are_acknowledged() throws SQLException {
        try (var connection = owner()) {
            assertThat(value(connection, "SHOW fsync")).isEqualTo("on");
            assertThat(value(connection, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(value(connection, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(value(connection, "SHOW server_version")).startsWith("18.6");
        }
    }

    @Test
    void a_wrong_password_is_refused() {
        assertThatThrownBy(() -> server.connect("dossier_log", "dossier", "guessed"))
                .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void a_role_connects_to_its_own_databases_only() throws SQLException {
        server.connect("dossier_keys", "dossier_query", "of-query").close();
        for (var database : List.of("dossier_log", "postgres", "template1")) {
            assertThatThrownBy(() -> server.connect(database, "dossier_query", "of-query"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void a_role_that_is_not_the_owner_creates_nothing() throws SQLException {
        try (var connection = server.connect("dossier_log", "dossier_command", "of-command")) {
            assertThatThrownBy(() -> execute(connection, "CREATE TABLE mine (id int)"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
            assertThatThrownBy(() -> execute(connection, "CREATE TEMPORARY TABLE mine (id int)"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void what_was_committed_survives_kill_and_restart() throws SQLException {
        try (var connection = owner()) {
            execute(connection, "CREATE TABLE kept (id int)");
            execute(connection, "INSERT INTO kept VALUES (42)");
        }
        server.kill();
        server.restart();
        try (var connection = owner()) {
            assertThat(value(connection, "SELECT id FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void setting_up_again_keeps_everything() throws SQLException {
        try (var connection = owner()) {
            execute(connection, "CREATE TABLE there (id int)");
        }
        DatabaseSetup.roles(server, PASSWORDS);
        DatabaseSetup.databases(server, "dossier");
        try (var connection = owner()) {
            assertThat(value(connection, "SELECT count(*) FROM there")).isEqualTo("0");
        }
    }

    @Test
    void a_taken_port_is_an_error_that_says_so() {
        assertThatThrownBy(() -> PostgresServer.start(directory.resolve("second"), server.port(), "other", log::add))
                .hasMessageContaining("PostgreSQL");
    }

    @Test
    void no_password_is_logged() {
        assertThat(log).isNotEmpty().noneMatch(line -> line.contains("of-"));
    }

    private static Connection owner() throws SQLException {
        return server.connect("dossier_log", "dossier", "of-owner");
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement(); var row = statement.executeQuery(query)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
