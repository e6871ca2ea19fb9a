package dossier.backing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that runs another main class from this program's own class path. */
public final class JavaCommand {

    private JavaCommand() {}

    public static List<String> of(Class<?> main, List<String> options, List<String> arguments) {
        var classPath = System.getProperty("java.class.path");
        var command = new ArrayList<>(List.of(java()));
        command.addAll(options);
        command.addAll(AotCache.options(Path.of(classPath), main.getSimpleName()));
        if (runsFromExecutableJar()) {
            command.addAll(List.of("-cp", classPath, "-Dloader.main=" + main.getName(),
                    "org.springframework.boot.loader.launch.PropertiesLauncher"));
        } else {
            command.addAll(List.of("-cp", classPath, main.getName()));
        }
        command.addAll(arguments);
        return command;
    }

    /** The java program that runs this one: the right version, wherever it was found. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    // Spring Boot's executable jar nests the class path in itself and only its own launcher can read it.
    private static boolean runsFromExecutableJar() {
        var location = JavaCommand.class.getProtectionDomain().getCodeSource().getLocation();
        return location.getProtocol().equals("jar") && location.toString().startsWith("jar:nested:");
    }
}
