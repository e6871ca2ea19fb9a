package dossier.systemtests;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dossier.backing.BackingServices;
import dossier.backing.Installation;
import dossier.backing.ServiceProcess;
import dossier.backing.ServiceProgram;

/** One of each service, started by this JVM as production starts them: stories may look inside, kill and restart. */
final class DossierProcesses extends DossierSystem {

    /** Of stories that need what only this JVM's own processes allow. */
    static final String ONLY = "only-own-processes";

    private static final List<String> STAFF = List.of("clerk", "verifier", "reviewer", "cashier", "issuer");

    private final BackingServices backing = BackingServices.shared();
    private final Installation installation;
    private final ServiceProcess commands;
    private final ServiceProcess queries;

    private DossierProcesses(Installation installation) {
        super(installation);
        this.installation = installation;
        commands = startCommandService();
        queries = startQueryService("query-1");
        commands.awaitReady();
        queries.awaitReady();
    }

    static DossierProcesses shared() {
        return Shared.INSTANCE;
    }

    /** One whose callers may tell histories of the past. */
    ServiceProcess startCommandService() {
        var properties = installation.commandService();
        properties.put("dossier.demo-clock", "true");
        return start("command-service", properties);
    }

    /** @param instance its name in the consumer group, which it keeps over restarts */
    ServiceProcess startQueryService(String instance) {
        var properties = installation.queryService();
        properties.put("dossier.instance", instance);
        return start("query-service", properties);
    }

    @Override
    Caller anonymous() {
        return at(commands, queries);
    }

    /** Nobody yet, in front of these two services. */
    Caller at(ServiceProcess commandService, ServiceProcess queryService) {
        return new Caller(this::token, commandService::url, queryService::url);
    }

    ServiceProcess commands() {
        return commands;
    }

    ServiceProcess queries() {
        return queries;
    }

    BackingServices backing() {
        return backing;
    }

    @Override
    String token(String person) {
        var roles = person.equals("allround") ? STAFF : List.of(person.replaceAll("\\d+$", ""));
        return backing.signIn().token(person, roles.toArray(String[]::new));
    }

    private static ServiceProcess start(String module, Map<String, String> properties) {
        var started = ServiceProcess.start(module,
                ServiceProgram.of(Path.of(".."), module).smallCommand(), properties, Path.of("target"));
        Runtime.getRuntime().addShutdownHook(new Thread(started::kill, "ends-" + module));
        return started;
    }

    private static final class Shared {
        static final DossierProcesses INSTANCE = new DossierProcesses(BackingServices.shared().newInstallation());
    }
}
