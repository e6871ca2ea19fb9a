package dossier.standalone;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a system is: its data and its ports. Every command finds its system by the same two options. */
final class Location {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--data", paramLabel = "DIR", description = "Where its data is kept; by default ./data.")
    private @Nullable Path data;

    private int base;

    @Option(names = "--port-base", paramLabel = "N", defaultValue = "8080", description = "The first of its ports; by default ${DEFAULT-VALUE}.")
    void setBase(int base) {
        if (base < 1024 || base > 65_500) {
            throw new ParameterException(command == null ? null : command.commandLine(),
                    "--port-base must be from 1024 to 65500");
        }
        this.base = base;
    }

    Path data() {
        return (data == null ? home().resolve("data") : data).toAbsolutePath().normalize();
    }

    int port(Port port) {
        return base + port.offset();
    }

    String address(Port port) {
        return "127.0.0.1:" + port(port);
    }

    String url(Port port) {
        return "http://" + address(port);
    }

    /** The directory of the repository, which the launcher script knows. */
    static Path home() {
        return Path.of(System.getProperty("dossier.home", "."));
    }
}
