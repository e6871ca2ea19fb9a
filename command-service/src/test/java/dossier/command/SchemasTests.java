package dossier.command;

import org.junit.jupiter.api.Test;

import dossier.events.ApplicationEvent;
import dossier.events.EventCodec;

import static org.assertj.core.api.Assertions.assertThat;

class SchemasTests {

    private final CommandApi api = CommandApi.shared();

    @Test
    void subscribersReadTheSchemaOfEveryEvent() {
        for (var type : ApplicationEvent.class.getPermittedSubclasses()) {
            var name = type.getSimpleName();
            var schema = api.get("downstream", "/api/schemas/" + name + ".v" + new EventCodec().currentVersion(name));
            assertThat(schema.status()).as(name).isEqualTo(200);
            assertThat(schema.json().path("type").asString()).isEqualTo("object");
        }
        assertThat(api.get("downstream", "/api/schemas/cards.CardIssued.v1").status()).isEqualTo(200);
    }

    @Test
    void nobodyReadsASchemaThatIsNotThere() {
        var reply = api.get("downstream", "/api/schemas/CardIssued.v99");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("not-found");
    }
}
