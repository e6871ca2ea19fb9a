package dossier.backing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL as a container. */
final class PostgresContainer extends ServerContainer implements Postgres {

    private static final String IMAGE = "postgres:18";
    private static final int PORT = 5432;

    private final String password;

    PostgresContainer(String superuserPassword) {
        super(IMAGE, PORT);
        password = superuserPassword;
        withEnv("POSTGRES_PASSWORD", password).withEnv("POSTGRES_INITDB_ARGS", String.join(" ", LOCALE))
                .withCommand(command().toArray(String[]::new)).start();
    }

    @Override
    public String superuserPassword() {
        return password;
    }

    private static List<String> command() {
        var command = new ArrayList<>(List.of("postgres"));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        DURABLE.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    @Override
    boolean accepts() {
        try {
            connectAsSuperuser("postgres").close();
            return true;
        } catch (SQLException e) {
            return false;
        }
    }
}
