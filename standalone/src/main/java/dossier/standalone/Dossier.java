package dossier.standalone;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code ./dossier}. */
@Command(name = "dossier", description = "Runs the whole of Dossier on this machine.", mixinStandardHelpOptions = true, versionProvider = Dossier.Version.class, subcommands = {
        Start.class, Env.class, Demo.class, BackUp.class, Restore.class})
final class Dossier {

    private Dossier() {}

    public static void main(String... arguments) {
        // The libraries of clients that this program uses log far more than the people who start it want to read.
        System.setProperty("logback.configurationFile", "dossier/backing/quiet-logback.xml");
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new Dossier()).setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println(failure.getMessage());
            return failure instanceof Refusal ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        }).execute(arguments);
    }

    /** The build writes it into the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[]{"Dossier " + Dossier.class.getPackage().getImplementationVersion()};
        }
    }
}
