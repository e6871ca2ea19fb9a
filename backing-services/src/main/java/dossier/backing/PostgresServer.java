package dossier.backing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** PostgreSQL as a process of this machine. */
public final class PostgresServer implements Postgres {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private static final List<String> ON_THIS_MACHINE = List.of("listen_addresses=127.0.0.1",
            "unix_socket_directories=", "log_line_prefix=");

    private final Path data;
    private final int port;
    private final String password;
    private final Consumer<String> log;
    private final List<String> launcher;
    private ChildProcess process;

    private PostgresServer(Path data, int port, String password, Consumer<String> log, List<String> launcher) {
        this.data = data.toAbsolutePath();
        this.port = port;
        this.password = password;
        this.log = log;
        this.launcher = launcher;
        this.process = launch();
    }

    /** Creates the data on the first start; returns when the server accepts connections and is durable. */
    public static PostgresServer start(Path data, int port, String superuserPassword, Consumer<String> log) {
        return start(data, port, superuserPassword, log, List.of());
    }

    /** @param launcher what comes before its own command line, like {@code env} and variables */
    public static PostgresServer start(Path data, int port, String superuserPassword, Consumer<String> log,
            List<String> launcher) {
        if (!Files.exists(data)) {
            initialise(data, superuserPassword);
        }
        return new PostgresServer(data, port, superuserPassword, log, launcher);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String superuserPassword() {
        return password;
    }

    public ChildProcess process() {
        return process;
    }

    /** Its own children end by themselves afterwards. */
    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void restart() {
        process = launch();
    }

    @Override
    public void close() {
        process.stop(STOP);
    }

    // A crash while initialising must not leave half a database, so the whole of it appears under its name at once.
    private static void initialise(Path data, String password) {
        var fresh = data.resolveSibling(data.getFileName() + ".new").toAbsolutePath();
        PrivateFiles.deleteDirectory(fresh);
        var passwordFile = PrivateFiles.write(fresh.resolveSibling("initdb-password"), password + "\n");
        try {
            var command = program("initdb", "-D", fresh.toString(), "-U", SUPERUSER, "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256");
            command.addAll(LOCALE);
            var initdb = ChildProcess.start("initdb", command, ChildProcess.Stop.INT,
                    fresh.resolveSibling("initdb.pid"), line -> {
                    });
            var status = initdb.onExit().get(START.toSeconds(), TimeUnit.SECONDS);
            if (status != 0) {
                throw new IllegalStateException("initdb ended with status " + status + ": "
                        + String.join(" ", initdb.lastLines()));
            }
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(passwordFile);
        } catch (IOException e) {
            throw new UncheckedIOException("the database in " + data + " could not be created", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("initdb did not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating the database", e);
        }
    }

    private ChildProcess launch() {
        var command = new ArrayList<>(LowPriority.LAUNCHER);
        command.addAll(launcher);
        command.addAll(program("postgres", "-D", data.toString(), "-p", Integer.toString(port)));
        ON_THIS_MACHINE.forEach(setting -> command.addAll(List.of("-c", setting)));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        DURABLE.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        var pidFile = data.resolveSibling(data.getFileName() + ".pid");
        var deadline = System.nanoTime() + START.toNanos();
        var started = ChildProcess.start("PostgreSQL", command, ChildProcess.Stop.INT, pidFile, log);
        while (!accepts(started)) {
            var outOfTime = System.nanoTime() > deadline;
            if (!started.isAlive()) {
                started.onExit().join();
                // Children of a killed server need a moment to notice and let go of its shared memory.
                if (outOfTime || started.lastLines().stream().noneMatch(line -> line.contains("shared memory block"))) {
                    throw new IllegalStateException("PostgreSQL ended: " + String.join(" ", started.lastLines()));
                }
                pause(Duration.ofMillis(200));
                started = ChildProcess.start("PostgreSQL", command, ChildProcess.Stop.INT, pidFile, log);
            } else if (outOfTime) {
                started.stop(STOP);
                throw new IllegalStateException("PostgreSQL was not ready in " + START.toSeconds() + " s");
            }
            pause(Duration.ofMillis(30));
        }
        return started;
    }

    private boolean accepts(ChildProcess started) {
        try (var connection = connectAsSuperuser("postgres"); var statement = connection.createStatement()) {
            for (var setting : DURABLE.entrySet()) {
                try (var row = statement.executeQuery("SHOW " + setting.getKey())) {
                    if (!row.next() || !setting.getValue().equals(row.getString(1))) {
                        started.stop(STOP);
                        throw new IllegalStateException("PostgreSQL runs without " + setting.getKey());
                    }
                }
            }
            try (var row = statement.executeQuery("SHOW data_directory")) {
                if (!row.next() || !data.equals(Path.of(row.getString(1)))) {
                    started.stop(STOP);
                    throw new IllegalStateException("another PostgreSQL answers on port " + port);
                }
            }
            return true;
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                started.stop(STOP);
                throw new IllegalStateException("the PostgreSQL on port " + port + " has another password", e);
            }
            return false;
        }
    }

    // PostgreSQL refuses to run as root; in a user namespace of its own, root is nobody.
    private static List<String> program(String name, String... arguments) {
        var command = new ArrayList<String>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(PostgresBinaries.directory().resolve("bin").resolve(name).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while PostgreSQL started", e);
        }
    }
}
