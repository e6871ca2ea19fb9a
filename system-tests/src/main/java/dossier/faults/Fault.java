package dossier.faults;

/** What happens to the product while users are at work. */
enum Fault {

    T1("kill -9 of the command-service", 5, 100, Crashes::ofCommandService),

    T2("kill -9 of the query-service", 5, 100, Crashes::ofQueryService),

    T3("kill -9 in PostgreSQL: the server, one backend", 3, 50, Crashes::inPostgres),

    T4("kill -9 of the broker, away for 5 s or 60 s", 3, 30, Crashes::ofBroker),

    T5("SIGSTOP of each process for 5, 30 or 90 s", 4, 30, Stalls::ofProcess),

    T6("the network to PostgreSQL or Kafka is cut, silent, deaf, slow or lossy for 10 s", 4, 50, Stalls::ofNetwork),

    T7("an append held open past every time-out while others commit", 2, 50, Stalls::ofAppend),

    T8("no space left under PostgreSQL's data, its write-ahead log, the broker", 1, 10, FullDisks::ofServers),

    T9("one Idempotency-Key 50 times at once", 10, 200, Races::underOneKey),

    T10("50 clients on one application, with and without If-Match", 10, 200, Races::onOneApplication),

    T11("a poison record of an application: unknown type, broken JSON, one that cannot be folded or stored", 5, 20,
            Poison::record),

    T12("clocks that disagree, are set back, pass a leap day, or jump past a limit", 4, 20, Clocks::ofMachines),

    T14("rolled forward, back and forward again, both versions of both services at work", 1, 5, Upgrades::rolling),

    T15("the database is restored elsewhere from a backup in mid-load, without and with archived WAL", 1, 2,
            Restores::ofBackup),

    T18("two of each service start at once on an empty database", 3, 20, StartsAndStops::allAtOnce),

    T19("SIGTERM of the command-service, the query-service", 3, 10, StartsAndStops::terminated),

    T20("users at half of the maximum for ten minutes", 0, 1, Soak::atHalfOfMaximum);

    /** How a fault strikes: it heals too, and returns when the product serves again. */
    interface Blow {
        Strike strike(Rig rig, int cycle) throws Exception;
    }

    /** The product broke its word before the oracles were asked. */
    static final class Broken extends Exception {

        private static final long serialVersionUID = 1;

        Broken(String how) {
            super(how);
        }
    }

    private final String what;
    private final int cyclesInCi;
    private final int cyclesAtNight;
    private final Blow blow;

    Fault(String what, int cyclesInCi, int cyclesAtNight, Blow blow) {
        this.what = what;
        this.cyclesInCi = cyclesInCi;
        this.cyclesAtNight = cyclesAtNight;
        this.blow = blow;
    }

    String what() {
        return what;
    }

    int cycles(boolean ci) {
        return ci ? cyclesInCi : cyclesAtNight;
    }

    Strike strike(Rig rig, int cycle) throws Exception {
        return blow.strike(rig, cycle);
    }
}
