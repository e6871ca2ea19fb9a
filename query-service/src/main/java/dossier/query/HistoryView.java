package dossier.query;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import dossier.events.ApplicationKey;

/**
 * Everything that happened to a case, in order.
 *
 * @param skipped sequences without an entry: events that could not be applied and that an operator gave up
 */
record HistoryView(List<Entry> entries, List<Integer> skipped) {

    /**
     * @param sequence from 1; the case's version after this event
     * @param data the event; its member {@code personal} is masked, and null once the person was erased
     */
    record Entry(int sequence, String type, Instant occurredAt, String actor, String role, JsonNode data) {}

    static HistoryView of(List<HistoryRow> rows, List<Integer> skipped, @Nullable ApplicationKey key, JsonMapper json) {
        return new HistoryView(rows.stream().map(row -> new Entry(row.sequence, row.type, row.occurredAt, row.actor,
                row.role, data(row, key, json))).toList(), skipped);
    }

    private static JsonNode data(HistoryRow row, @Nullable ApplicationKey key, JsonMapper json) {
        var event = Incoming.CODEC.decode(row.type, row.version, row.payload);
        ObjectNode data = json.valueToTree(event);
        if (data.hasNonNull("personal")) {
            data.set("personal", Persons.in(event, key)
                    .map(personal -> Masking.personal(json.valueToTree(personal))).orElseGet(data::nullNode));
        }
        return data;
    }
}
