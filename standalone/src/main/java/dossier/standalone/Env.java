package dossier.standalone;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import dossier.backing.Installation;

@Command(name = "env", description = "Prints the addresses of a system for other programs, a KEY=value a line.", mixinStandardHelpOptions = true)
final class Env implements Runnable {

    @Mixin
    private final Location location = new Location();

    @Override
    public void run() {
        var secrets = Secrets.ofKnown(location.data());
        System.out.print("""
                DOSSIER_LOG_DB=%s
                DOSSIER_QUERY_DB=%s
                DOSSIER_KAFKA=%s
                DOSSIER_ISSUER=%s
                DOSSIER_COMMAND_API=%s
                DOSSIER_QUERY_API=%s
                DOSSIER_CONSOLE=%s
                """.formatted(database("_log", Installation.OWNER, secrets.passwords().owner()),
                database("_query", Installation.READ_OWNER, secrets.passwords().readOwner()),
                location.address(Port.KAFKA), location.url(Port.SIGN_IN), location.url(Port.COMMAND_SERVICE),
                location.url(Port.QUERY_SERVICE), location.url(Port.CONSOLE)));
    }

    private String database(String name, String owner, String password) {
        return "postgresql://" + owner + ":" + password + "@" + location.address(Port.POSTGRESQL) + "/"
                + Secrets.DATABASES + name;
    }
}
