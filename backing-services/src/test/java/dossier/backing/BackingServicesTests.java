package dossier.backing;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.DriverManager;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackingServicesTests {

    final BackingServices services = BackingServices.shared();

    @Test
    void an_installation_has_what_both_services_need() throws Exception {
        var installation = services.newInstallation();
        var command = installation.commandService();
        var query = installation.queryService();
        for (var part : new String[]{"log", "keys"}) {
            DriverManager.getConnection(command.get("dossier." + part + ".url"),
                    command.get("dossier." + part + ".user"), command.get("dossier." + part + ".password")).close();
            DriverManager.getConnection(command.get("dossier." + part + ".url"),
                    command.get("dossier." + part + ".owner"), command.get("dossier." + part + ".owner-password"))
                    .close();
        }
        DriverManager.getConnection(query.get("dossier.read.url"), query.get("dossier.read.user"),
                query.get("dossier.read.password")).close();
        DriverManager.getConnection(query.get("dossier.keys.url"), query.get("dossier.keys.user"),
                query.get("dossier.keys.password")).close();
        assertThat(command).containsKeys("dossier.secrets.person-key", "dossier.secrets.master-key")
                .containsEntry("dossier.sign-in.issuer", services.signIn().issuer())
                .containsEntry("dossier.kafka.bootstrap-servers", services.kafka().bootstrapServers());
        assertThat(query).doesNotContainKey("dossier.secrets.person-key");
    }

    @Test
    void installations_do_not_see_each_other() throws Exception {
        var one = services.newInstallation();
        var other = services.newInstallation();
        assertThat(one.namespace()).isNotEqualTo(other.namespace());
        try (var connection = one.log(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE event (id int)");
        }
        try (var connection = other.log(); var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE event (id int)");
        }
    }

    @Test
    void the_key_of_the_sign_in_is_published() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(services.signIn().issuer() + "/oauth2/jwks"))
                .timeout(Duration.ofSeconds(5)).build();
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("\"kty\":\"RSA\"").contains("\"n\":\"");
        }
        assertThat(services.signIn().token("clerk", "clerk").split("\\.")).hasSize(3);
    }
}
