package dossier.query;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Base64;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * Where this instance finds everything. Nothing here has a default that a production system could start with by mistake.
 *
 * @param read the read models
 * @param keys the key store, only read
 * @param instance stable name of this instance, its place in the consumer group
 */
@ConfigurationProperties("dossier")
record QueryProperties(Database read, Database keys, Kafka kafka, @Nullable String instance, SignIn signIn,
        Secrets secrets) {

    record Database(String url, String user, String password) {
        Database {
            Assert.hasText(url, "a database's url is missing");
            Assert.hasText(user, "a database's user is missing");
            Assert.hasText(password, "a database's password is missing");
        }
    }

    record Kafka(String bootstrapServers, String namespace) {
        Kafka {
            Assert.hasText(bootstrapServers, "dossier.kafka.bootstrap-servers is missing");
            Assert.hasText(namespace, "dossier.kafka.namespace is missing");
        }

        String topic() {
            return namespace + ".application-events";
        }

        String group() {
            return namespace + ".query";
        }
    }

    record SignIn(String issuer) {
        SignIn {
            Assert.hasText(issuer, "dossier.sign-in.issuer is missing");
        }
    }

    /** @param masterKey 32 random bytes, base64 */
    record Secrets(String masterKey) {
        Secrets {
            Assert.hasText(masterKey, "dossier.secrets.master-key is missing");
        }

        byte[] masterKeyBytes() {
            return Base64.getDecoder().decode(masterKey);
        }

        @Override
        public String toString() {
            return "Secrets[…]";
        }
    }

    QueryProperties {
        Assert.notNull(read, "dossier.read is missing");
        Assert.notNull(keys, "dossier.keys is missing");
        Assert.notNull(kafka, "dossier.kafka is missing");
        Assert.notNull(signIn, "dossier.sign-in is missing");
        Assert.notNull(secrets, "dossier.secrets is missing");
    }

    String instanceOr(String port) {
        return instance == null ? hostName() + "-" + port : instance;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("this machine has no name: set dossier.instance", e);
        }
    }
}
