package dossier.backing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the two services of one installation are told about the world around them, as Spring properties.
 *
 * @param databases  the common first part of the names of its three databases
 * @param namespace  the common first part of the names of its Kafka topics
 * @param issuer     the sign-in provider; its keys are at {@code <issuer>/oauth2/jwks}
 * @param masterKey  32 bytes in base64, under which the keys of persons are kept
 * @param personKey  32 bytes in base64, under which persons are recognised without being known
 */
public record Installation(int postgresPort, String databases, Passwords passwords, String bootstrapServers,
        String namespace, String issuer, String masterKey, String personKey) {

    public static final String OWNER = "dossier";
    /** Owns the read models alone, so that the reading service holds no right over the log. */
    public static final String READ_OWNER = "dossier_query_owner";
    static final String COMMAND = "dossier_command";
    static final String QUERY = "dossier_query";

    /** Passwords of the database roles. */
    public record Passwords(String owner, String readOwner, String command, String query) {

        @Override
        public String toString() {
            return "Passwords";
        }
    }

    public Map<String, String> commandService() {
        var properties = common();
        database(properties, "log", "log", COMMAND, passwords.command());
        database(properties, "keys", "keys", COMMAND, passwords.command());
        owner(properties, "log", OWNER, passwords.owner());
        owner(properties, "keys", OWNER, passwords.owner());
        properties.put("dossier.secrets.person-key", personKey);
        return properties;
    }

    public Map<String, String> queryService() {
        var properties = common();
        database(properties, "read", "query", QUERY, passwords.query());
        database(properties, "keys", "keys", QUERY, passwords.query());
        owner(properties, "read", READ_OWNER, passwords.readOwner());
        return properties;
    }

    /** The event log's database, for its owner. */
    public Connection log() throws SQLException {
        return connect("log", OWNER, passwords.owner());
    }

    /** The key store's database, for its owner. */
    public Connection keys() throws SQLException {
        return connect("keys", OWNER, passwords.owner());
    }

    /** The read models' database, for its owner. */
    public Connection read() throws SQLException {
        return connect("query", READ_OWNER, passwords.readOwner());
    }

    @Override
    public String toString() {
        return "Installation " + databases;
    }

    private Connection connect(String name, String user, String password) throws SQLException {
        return DriverManager.getConnection(url(name), user, password);
    }

    private Map<String, String> common() {
        return new TreeMap<>(Map.of("dossier.kafka.bootstrap-servers", bootstrapServers, "dossier.kafka.namespace",
                namespace, "dossier.sign-in.issuer", issuer, "dossier.secrets.master-key", masterKey));
    }

    private void database(Map<String, String> properties, String part, String name, String user, String password) {
        properties.put("dossier." + part + ".url", url(name));
        properties.put("dossier." + part + ".user", user);
        properties.put("dossier." + part + ".password", password);
    }

    private static void owner(Map<String, String> properties, String part, String owner, String password) {
        properties.put("dossier." + part + ".owner", owner);
        properties.put("dossier." + part + ".owner-password", password);
    }

    private String url(String name) {
        return "jdbc:postgresql://127.0.0.1:" + postgresPort + "/" + databases + "_" + name;
    }
}
