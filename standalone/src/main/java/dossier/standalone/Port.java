package dossier.standalone;

/** Every port of the system, counted from the port base. */
enum Port {
    CONSOLE(0, "console"),
    COMMAND_SERVICE(1, "command-service"),
    QUERY_SERVICE(2, "query-service"),
    SIGN_IN(3,
            "sign-in"),
    POSTGRESQL(5, "PostgreSQL"),
    KAFKA(6, "Kafka"),
    KAFKA_CONTROLLER(7,
            "Kafka's controller"),
    COMMAND_SERVICE_ACTUATOR(11,
            "command-service's actuator"),
    QUERY_SERVICE_ACTUATOR(12, "query-service's actuator");

    private final int offset;
    private final String user;

    Port(int offset, String user) {
        this.offset = offset;
        this.user = user;
    }

    int offset() {
        return offset;
    }

    /** Who listens there. */
    String user() {
        return user;
    }
}
