package dossier.standalone;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Properties;

import dossier.backing.Installation;
import dossier.backing.Installation.Passwords;
import dossier.backing.PrivateFiles;

/** What this system's parts prove themselves with and encrypt under: made at the first start, kept with the data. */
record Secrets(String superuserPassword, Passwords passwords, String masterKey, String personKey) {

    static final String DATABASES = "dossier";

    static final String FILE = "secrets.properties";

    static Secrets ofNewOrKnown(Path data) {
        if (!Files.exists(data.resolve(FILE))) {
            PrivateFiles.write(data.resolve(FILE), """
                    superuser-password=%s
                    owner-password=%s
                    query-owner-password=%s
                    command-service-password=%s
                    query-service-password=%s
                    master-key=%s
                    person-key=%s
                    """.formatted(password(), password(), password(), password(), password(), key(), key()));
        }
        return ofKnown(data);
    }

    static Secrets ofKnown(Path data) {
        var file = data.resolve(FILE);
        if (!Files.exists(file)) {
            throw new Refusal("there is no system in " + data + "; ./dossier start makes one");
        }
        var properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("the secrets in " + file + " cannot be read", e);
        }
        return new Secrets(required(properties, "superuser-password"),
                new Passwords(required(properties, "owner-password"), required(properties, "query-owner-password"),
                        required(properties, "command-service-password"),
                        required(properties, "query-service-password")),
                required(properties, "master-key"), required(properties, "person-key"));
    }

    Installation installation(Location location) {
        return new Installation(location.port(Port.POSTGRESQL), DATABASES, passwords, location.address(Port.KAFKA),
                "dossier", location.url(Port.SIGN_IN), masterKey, personKey);
    }

    @Override
    public String toString() {
        return "Secrets";
    }

    private static String required(Properties properties, String name) {
        var value = properties.getProperty(name);
        if (value == null) {
            throw new Refusal(name + " is missing in " + FILE);
        }
        return value;
    }

    // Passwords stand in URLs, keys in settings, each in the alphabet that needs no escape there.
    private static String password() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random());
    }

    private static String key() {
        return Base64.getEncoder().encodeToString(random());
    }

    private static byte[] random() {
        var bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
