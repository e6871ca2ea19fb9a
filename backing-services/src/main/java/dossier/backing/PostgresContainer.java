package dossier.backing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL as a container. */
final class PostgresContainer implements Postgres {

    private static final String IMAGE = "postgres:18";
    private static final int PORT = 5432;

    private final String password;
    private final ServerContainer container;

    PostgresContainer(String superuserPassword) {
        password = superuserPassword;
        container = new ServerContainer(IMAGE, PORT, this::accepts).withEnv("POSTGRES_PASSWORD", password)
                .withEnv("POSTGRES_INITDB_ARGS", String.join(" ", LOCALE))
                .withCommand(command().toArray(String[]::new));
        container.start();
    }

    @Override
    public int port() {
        return container.port();
    }

    @Override
    public String superuserPassword() {
        return password;
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void restart() {
        container.startAgain();
    }

    @Override
    public void close() {
        container.stop();
    }

    private static List<String> command() {
        var command = new ArrayList<>(List.of("postgres"));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        DURABLE.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private boolean accepts() {
        try {
            connectAsSuperuser("postgres").close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
