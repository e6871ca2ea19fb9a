package dossier.query;

import java.util.List;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MigrationTests {

    private static final List<String> FILLED = List.of(
            "insert into application (application_id, version, status, region, category, tracking_code, submitted_at, "
                    + "submitted_on, state) values (gen_random_uuid(), 1, 'SUBMITTED', '440500', 'FLEXIBLE', 'T1', "
                    + "now(), current_date, '{}')",
            "insert into history values (gen_random_uuid(), 1, gen_random_uuid(), 'x', 1, now(), 'x', 'clerk', '')",
            "insert into name_token values (1, gen_random_uuid())",
            "insert into consumer_offset values ('topic', 0, 'id', 7)",
            "insert into parked_record (topic, topic_id, partition, record_offset, reason, header_names, header_values) "
                    + "values ('topic', 'id', 0, 6, 'x', '{}', '{}')");

    private final World world = new World();

    @Test
    void what_an_older_version_folded_is_thrown_away_with_its_offsets() {
        migrate("1");
        FILLED.forEach(world::execute);

        migrate("2");

        for (var table : List.of("application", "history", "name_token", "consumer_offset", "parked_record")) {
            assertThat(world.sql("select count(*) from " + table)).as(table).isEqualTo("0");
        }
    }

    private void migrate(String version) {
        var read = world.installation.queryService();
        Flyway.configure()
                .dataSource(read.get("dossier.read.url"), read.get("dossier.read.owner"),
                        read.get("dossier.read.owner-password"))
                .locations("classpath:db/query").target(version).load().migrate();
    }
}
